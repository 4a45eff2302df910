/** What parent and child of the feed's suite have in common. */
export const GROUPS = ['AA', 'BB'] as const;
/** The token of a secretariat; any other is of somebody without a role. */
export const SECRETARIAT = 'secretariat';
/** Where the receivers of webhooks are. */
export const WEBHOOK_ALLOW = '127.0.0.1';
