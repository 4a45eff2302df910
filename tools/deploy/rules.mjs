// What holds wherever a container is described, and how a rule is applied.

/** Those of the rules that do not hold: `where: what`. A rule is [what must hold, whether it does for this]. */
export function broken(where, rules, subject) {
  return rules.filter(([, holds]) => !holds(subject)).map(([what]) => `${where}: ${what}`);
}

/** Whether an image is named by a version or a digest. */
export const isPinned = (image) =>
  typeof image === 'string' && /(@sha256:[0-9a-f]{64}|:(?!latest$)[\w.-]*\d[\w.-]*)$/.test(image);

export const isNobodySpecial = (user) => /^[1-9]\d*(:[1-9]\d*)?$/.test(String(user));

/** What the environment of one container says that it must not. @param values its variables; of another place: undefined */
export function environmentFaults(where, values, { known, secrets }) {
  const faults = [];
  for (const [name, value] of Object.entries(values)) {
    const plain = name.replace(/_FILE$/, '');
    if (name.startsWith('ACTA_') && !known.has(name) && !(name !== plain && secrets.has(plain)))
      faults.push(`${where}: ${name} is no setting: none of libs/runtime has that name`);
    const secret =
      secrets.has(name) || (/PASSWORD|SECRET|TOKEN|PASSPHRASE/.test(name) && !name.endsWith('_FILE'));
    if (secret && value !== undefined && value !== '')
      faults.push(
        `${where}: ${name} is a secret, and stands there in clear: name a file, or refer to a secret`,
      );
  }
  return faults;
}
