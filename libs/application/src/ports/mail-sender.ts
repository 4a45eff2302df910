/** A message to one reader, in plain text and in HTML that says the same. */
export interface Mail {
  /** One address, without a name. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** In angle brackets. The same for the same content: a reader's program shows what comes twice once. */
  messageId: string;
  headers: Readonly<Record<string, string>>;
}

/** The server will never take it. `address`: nothing reaches this address; `message`: the message itself is refused. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
  constructor(
    message: string,
    readonly kind: 'address' | 'message',
  ) {
    super(message);
  }
}

/** It was not taken this time, and the address is not to blame: the message tells the operator what to do. */
export class MailFailed extends Error {
  override readonly name = 'MailFailed';
}

/** Hands mail to a server that delivers it. */
export interface MailSender {
  /**
   * Resolves when the server has taken the message on, within a bounded time. Where the connection ends before the server's
   * answer has come, it rejects, though the server may have taken it: sent again, it has the same `messageId`.
   * @throws MailRefused, MailFailed; with an aborted signal, MailFailed
   */
  send(mail: Mail, signal: AbortSignal): Promise<void>;
}

const LONGEST_ADDRESS = 254;
const LONGEST_LOCAL_PART = 64;

/**
 * Whether a text is one address that mail can be sent to (RFC 5321, section 4.1.2; RFC 6531 beyond ASCII). A quoted local
 * part and an address literal are none here: nobody reads mail there.
 */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  return (
    text.length <= LONGEST_ADDRESS &&
    local.length <= LONGEST_LOCAL_PART &&
    /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local) &&
    /^(?:[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)*[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u.test(
      domain,
    )
  );
}
