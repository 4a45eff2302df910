export { emptyDigest, leafHash, nextDigest } from './digest.js';
