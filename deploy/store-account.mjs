// Gives EventStoreDB an account for Acta, and the administrator a password that is not everybody's; once, and again without
// harm: node store-account.mjs https://store:2113 FOLDER, where FOLDER holds store-password and store-admin-password.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [address, folder] = process.argv.slice(2);
const passwordIn = (name) => readFileSync(join(folder, name), 'utf8').trim();
const [password, adminPassword] = [passwordIn('store-password'), passwordIn('store-admin-password')];

async function ask(path, as, body) {
  const answer = await fetch(new URL(path, address), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(as.join(':')).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  return answer.status;
}

async function done(what, path, as, body) {
  const status = await ask(path, as, body);
  if (status >= 300) throw new Error(`${what}: EventStoreDB answered ${status}`);
}

if ((await ask('/users/acta', ['acta', password])) !== 200) {
  // What a new store begins with; one that was begun before knows the other.
  const first = ['admin', 'changeit'];
  const admin = (await ask('/users/admin', first)) === 200 ? first : ['admin', adminPassword];
  // Of $admins: it reads $all.
  await done('the account', '/users/', admin, {
    loginName: 'acta',
    fullName: 'Acta',
    groups: ['$admins'],
    password,
  });
  await done('the administrator', '/users/admin/command/reset-password', admin, {
    newPassword: adminPassword,
  });
}
console.log('EventStoreDB has an account for Acta');
