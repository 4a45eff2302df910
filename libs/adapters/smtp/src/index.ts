export { type OpenMailSender, type SmtpOptions, openMailSender } from './sender.js';
