import { KeyDestroyed, type KeyVault } from '@acta/application';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

/** Where an adapter keeps one vault while a test runs. */
export interface KeyVaultPlace {
  /** Opens the vault of this place; again after `close`, what it held is there. The first one is empty. */
  open(): Promise<KeyVault>;
  remove(): Promise<void>;
}

const ada = '01900000-0000-7000-8000-00000000000a';
const ben = '01900000-0000-7000-8000-00000000000b';

const bytes = (key: Uint8Array | undefined): string | undefined =>
  key === undefined ? undefined : Buffer.from(key).toString('hex');

/** What every KeyVault promises. */
export function keyVaultContract(name: string, makePlace: () => Promise<KeyVaultPlace>): void {
  describe(`${name} keeps the contract of KeyVault`, () => {
    let place: KeyVaultPlace;
    let vault: KeyVault;

    beforeEach(async () => {
      place = await makePlace();
      vault = await place.open();
    });

    afterEach(async () => {
      await vault.close();
      await place.remove();
    });

    const reopen = async (): Promise<void> => {
      await vault.close();
      vault = await place.open();
    };

    it('makes a key of 32 bytes for a person, and gives the same one ever after', async () => {
      const key = bytes(await vault.keyFor(ada));
      expect(key).toHaveLength(64);
      expect(bytes(await vault.keyFor(ada))).toBe(key);
      await reopen();
      expect(bytes(vault.find(ada))).toBe(key);
      expect(bytes(await vault.keyFor(ada))).toBe(key);
    });

    it('gives each person a key of their own', async () => {
      expect(bytes(await vault.keyFor(ada))).not.toBe(bytes(await vault.keyFor(ben)));
    });

    it('finds no key that was not made, and makes none by looking', async () => {
      expect(vault.find(ada)).toBeUndefined();
      await vault.keyFor(ben);
      expect(vault.find(ada)).toBeUndefined();
    });

    it('gives those who ask at the same time the same key', async () => {
      const keys = await Promise.all(Array.from({ length: 20 }, () => vault.keyFor(ada)));
      expect(new Set(keys.map(bytes)).size).toBe(1);
      await reopen();
      expect(bytes(vault.find(ada))).toBe(bytes(keys[0]));
    });

    it('keeps every key of many that were asked for at the same time', async () => {
      const people = Array.from(
        { length: 50 },
        (_, i) => `${ada.slice(0, -2)}${i.toString().padStart(2, '0')}`,
      );
      const made = await Promise.all(people.map((person) => vault.keyFor(person)));
      await reopen();
      expect(people.map((person) => bytes(vault.find(person)))).toEqual(made.map(bytes));
    });

    it('destroys a key for good', async () => {
      await vault.keyFor(ada);
      await vault.destroy(ada);
      expect(vault.find(ada)).toBeUndefined();
      await expect(vault.keyFor(ada)).rejects.toThrow(KeyDestroyed);
      await reopen();
      expect(vault.find(ada)).toBeUndefined();
      await expect(vault.keyFor(ada)).rejects.toThrow(KeyDestroyed);
    });

    it("leaves the others' keys when it destroys one", async () => {
      await vault.keyFor(ada);
      const key = bytes(await vault.keyFor(ben));
      await vault.destroy(ada);
      expect(bytes(vault.find(ben))).toBe(key);
      await reopen();
      expect(bytes(await vault.keyFor(ben))).toBe(key);
    });

    it('takes a second destruction as done', async () => {
      await vault.keyFor(ada);
      await vault.destroy(ada);
      await vault.destroy(ada);
      await reopen();
      await vault.destroy(ada);
      expect(vault.find(ada)).toBeUndefined();
    });

    it('gives no key to a person who was erased before there was one', async () => {
      await vault.destroy(ada);
      await reopen();
      await expect(vault.keyFor(ada)).rejects.toThrow(KeyDestroyed);
    });

    it.each(['before', 'after'])(
      'gives no key in the end to a person whose key is asked for just %s its destruction',
      async (when) => {
        const first = when === 'before' ? vault.keyFor(ada) : vault.destroy(ada);
        const second = when === 'before' ? vault.destroy(ada) : vault.keyFor(ada);
        await Promise.allSettled([first, second]);
        expect(vault.find(ada)).toBeUndefined();
        await reopen();
        expect(vault.find(ada)).toBeUndefined();
        await expect(vault.keyFor(ada)).rejects.toThrow(KeyDestroyed);
      },
    );

    it('makes new keys after a destruction', async () => {
      await vault.destroy(ada);
      const key = bytes(await vault.keyFor(ben));
      await reopen();
      expect(bytes(vault.find(ben))).toBe(key);
    });

    it('refreshes without losing a key, and without bringing back one that was destroyed', async () => {
      await vault.refresh();
      const key = bytes(await vault.keyFor(ada));
      await vault.keyFor(ben);
      await vault.destroy(ben);
      await vault.refresh();
      expect(bytes(vault.find(ada))).toBe(key);
      expect(vault.find(ben)).toBeUndefined();
      await reopen();
      await vault.refresh();
      expect(bytes(vault.find(ada))).toBe(key);
      expect(vault.find(ben)).toBeUndefined();
    });

    it('refreshes while keys are made and destroyed', async () => {
      const [key] = await Promise.all([
        vault.keyFor(ada),
        vault.refresh(),
        vault.destroy(ben),
        vault.refresh(),
      ]);
      await vault.refresh();
      expect(bytes(vault.find(ada))).toBe(bytes(key));
      expect(vault.find(ben)).toBeUndefined();
    });
  });
}
