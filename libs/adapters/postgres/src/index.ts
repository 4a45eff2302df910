export {
  type PostgresKeyVaultOptions,
  KeyVaultDamaged,
  examinePostgresKeyVault,
  openPostgresKeyVault,
} from './key-vault.js';
export { KeyVaultRefused, KeyVaultUnavailable } from './refused.js';
