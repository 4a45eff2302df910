import { MailFailed, MailRefused } from '@acta/application';

/** What is looked at of an error of the client, which declares no type of its own for it. */
interface ClientError {
  code?: string;
  /** The client's own code may stand in the place of this one, that of Node or of the system. */
  originalCode?: string;
  /** The command that was answered, for example "RCPT TO". */
  command?: string;
  /** The answer's first line has the code, then perhaps an enhanced one (RFC 3463). */
  response?: string;
  responseCode?: number;
  message: string;
}

/**
 * What an error of the client means. The words of the server are kept where they concern the operator alone: what it says of
 * a recipient may name them.
 */
export function faultOf(thrown: unknown): MailRefused | MailFailed {
  const error = thrown as ClientError;
  const { code = '', command = '', responseCode = 0 } = error;
  if (code === 'EABORT') return new MailFailed('sending was given up: it was to stop, or took too long');
  if (command.startsWith('AUTH') || code === 'EAUTH' || code === 'ENOAUTH')
    return new MailFailed(
      `the mail server refused the account (${told(error)}); correct ACTA_SMTP_USER and ACTA_SMTP_PASSWORD`,
    );
  if (responseCode === 0 && isOfCertificate(error))
    return new MailFailed(
      `the mail server's certificate is not trusted (${error.originalCode ?? error.message}); name its authority (ACTA_SMTP_CA), and the server by a name that the certificate is for`,
    );
  if (code === 'ETLS' || command === 'STARTTLS')
    return new MailFailed(
      `the mail server does not encrypt the connection (${told(error)}); let it offer STARTTLS, or use its port for implicit TLS (smtps://)`,
    );
  if (code === 'ETIMEDOUT')
    return new MailFailed('the mail server did not answer in time; see whether it works');
  if (responseCode >= 500) return refused(error);
  if (responseCode >= 400)
    return new MailFailed(`the mail server put it off (${codesOf(error)} to ${command}); it is tried again`);
  if (code === 'EMESSAGE' && command === 'MAIL FROM')
    return new MailRefused('it is larger than the mail server takes', 'message');
  if (code === 'EENVELOPE') return new MailRefused('it is no address that mail can be sent to', 'address');
  return new MailFailed(
    `no connection to the mail server, or it ended (${error.originalCode ?? code}); see whether it runs (ACTA_SMTP)`,
  );
}

/** A final answer. Only what is clearly said of the address or of the message is held against it. */
function refused(error: ClientError): MailRefused | MailFailed {
  const { command = '', responseCode = 0 } = error;
  const codes = codesOf(error);
  const enhanced = codes.slice(4);
  if (responseCode === 530)
    return new MailFailed('the mail server asks for an account; give ACTA_SMTP_USER and ACTA_SMTP_PASSWORD');
  if (responseCode === 552 && enhanced === '5.3.4')
    return new MailRefused(`it is larger than the mail server takes (${codes})`, 'message');
  // Servers name a mailbox that does not exist at either step.
  if (
    (command === 'RCPT TO' && isOfAddress(responseCode, enhanced)) ||
    (command === 'DATA' && ADDRESS.test(enhanced))
  )
    return new MailRefused(`nothing reaches the address (${codes})`, 'address');
  if (command === 'DATA' && !OPERATOR.test(enhanced) && responseCode !== 503)
    return new MailRefused(`the mail server refused the message (${codes})`, 'message');
  if (command === 'MAIL FROM')
    return new MailFailed(
      `the mail server refused the sender (${told(error)}); correct ACTA_MAIL_FROM, or let the server accept it`,
    );
  return new MailFailed(
    `the mail server takes nothing from here to there (${codes} to ${command}); let it relay for this host or account, and see what its log says`,
  );
}

/** Of the address (RFC 3463): no such mailbox, no such domain, moved, disabled; not the sender's (5.1.7, 5.1.8), not full. */
const ADDRESS = /^5\.(?:1\.(?:[0-6]|10)|2\.[01])$/;
/** Of what the operator set up: a sender that is not authentic (RFC 7372), an address of the sender, no authentication. */
const OPERATOR = /^5\.(?:1\.[78]|5\.\d+|7\.(?:0|8|9|2\d))$/;

/** Old servers give no enhanced code; policies (5.7.x) are about who sends. */
function isOfAddress(code: number, enhanced: string): boolean {
  return enhanced === '' ? [550, 551, 553, 556].includes(code) : ADDRESS.test(enhanced);
}

function isOfCertificate({ originalCode = '', message }: ClientError): boolean {
  return /CERT|SIGNATURE|ISSUER|ALTNAME/.test(originalCode) || /\bcertificate\b|altnames/i.test(message);
}

/** The codes of an answer: "550 5.1.1", "550". */
function codesOf({ response = '', responseCode }: ClientError): string {
  return (
    /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3}\b)?/.exec(response)?.[0].replace('-', ' ') ?? String(responseCode)
  );
}

const MOST_TOLD = 200;

/** What a server said to the operator's account or sender, any address in it left out. */
function told({ response, message }: ClientError): string {
  return (response ?? message)
    .replace(/\S+@\S+/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, MOST_TOLD);
}
