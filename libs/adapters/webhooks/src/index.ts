export { type Destination, type Resolve, type WebhookSenderOptions, openWebhookSender } from './sender.js';
