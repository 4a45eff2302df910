/** Addresses that what is sent to a subscriber names. */
export interface Places {
  /** Of the record, without a slash at its end. */
  record: string;
  /** Where the subscriber sees what they were told and why, and how that is changed; nobody else knows it. */
  notices: string;
  /** Where it ends: with one click of a mail program (RFC 8058), so that it takes a POST without asking who that is. */
  unsubscribe: string;
}
