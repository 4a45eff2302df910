import { roles } from '@acta/application';
import type { Role } from '@acta/domain';
import { type Command, Option } from 'commander';
import { day, groupCode, length, nameOfSubject } from '../arguments.js';
import { defined } from '../defined.js';
import { Misuse } from '../failure.js';
import { type Globals, type Session, answer, examples, flagsOf } from '../session.js';

interface TokenOptions {
  role: Role;
  group?: string;
  from?: string;
  to?: string;
  name?: string;
  for: number;
  create?: true;
}

const HOURS_8 = 8 * 3600;

export function addTokens(program: Command, session: Session): void {
  program
    .command('dev-token')
    .summary('issue a token to try the API with')
    .description(
      "Prints a token of the data folder's development issuer, which is there for a first start: on this machine alone, " +
        'and where no issuer of tokens is configured. Without --group, the role is held in every group.',
    )
    .addOption(
      new Option('--role <role>', 'the role that the token gives').choices(roles).makeOptionMandatory(),
    )
    .option('--group <code>', 'the group in which the role is held', groupCode)
    .option('--from <day>', 'first day on which it is held, for example 2026-01-01', day)
    .option('--to <day>', 'last day on which it is held', day)
    .option(
      '--name <name>',
      'whom it names; the same name is the same person (default: dev-<role>)',
      nameOfSubject,
    )
    .option('--for <length>', 'how long it is good for: 30m, 8h, 7d at most (default: 8h)', length, HOURS_8)
    .option('--create', 'make the development issuer, where the folder was not served yet')
    .addHelpText(
      'after',
      examples(
        'acta dev-token --role chair --group CWG-COP',
        'acta dev-token --role delegate --group CWG-COP --to 2026-12-31 --name alice --for 1h',
        'curl -H "Authorization: Bearer $(acta dev-token --role secretariat)" http://127.0.0.1:3000/me',
      ),
    )
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<TokenOptions & Globals>();
      const { role, group, from, to, name = `dev-${role}`, for: seconds, create = false } = options;
      if (from !== undefined && to !== undefined && to < from)
        throw new Misuse(`the term is reversed: it would end (${to}) before it starts (${from})`);
      const grant = { role, ...defined({ group, from, to }) };
      const token = await session.host.developmentToken(flagsOf(options), { name, grant, seconds, create });
      await answer(session.io, options, { token }, () => `${token}\n`);
    });
}
