/** What is sent. */
export interface WebhookMessage {
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** It was not delivered. The message is for the owner: it tells nothing of the network that the server stands in. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed';
  /** @param isFinal the receiver wants no more: nothing is to be tried again by itself */
  constructor(
    message: string,
    readonly isFinal = false,
  ) {
    super(message);
  }
}

/** Sends to receivers that others name: it reaches public addresses and what is configured, nothing else. */
export interface WebhookSender {
  /** Why nothing is ever sent to such an address, by its form alone; undefined where it may be tried. */
  refusalOf(url: string): string | undefined;
  /**
   * Posts once; resolves when the receiver has answered with a status from 200 to 299, within some seconds. Follows no
   * redirect and looks at no body.
   * @throws DeliveryFailed
   */
  send(url: string, message: WebhookMessage, signal: AbortSignal): Promise<void>;
}
