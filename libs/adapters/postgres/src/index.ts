export {
  type PostgresKeyVaultOptions,
  KeyVaultDamaged,
  examinePostgresKeyVault,
  openPostgresKeyVault,
} from './key-vault.js';
export { KeyVaultRefused } from './refused.js';
