import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Whether LibreOffice is there. */
export const hasOffice = spawnSync('soffice', ['--version']).status === 0;

const ENTRY = '<library:element library:name="Module1"/>';
const MACRO = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Settle(source As String, command As String, target As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
  If command &lt;&gt; "" Then
    dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
    dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, Array())
  End If
  Dim text(1) As New com.sun.star.beans.PropertyValue
  text(0).Name = "FilterName"
  text(0).Value = "Text (encoded)"
  text(1).Name = "FilterOptions"
  text(1).Value = "UTF8,LF"
  document.storeToURL(ConvertToURL(target), text())
  document.close(True)
  StarDesktop.terminate()
End Sub
</script:module>`;

/** LibreOffice's own commands for all tracked changes. */
export type Settling = '.uno:AcceptAllTrackedChanges' | '.uno:RejectAllTrackedChanges';

/** LibreOffice with a profile of its own, which goes when it is closed. */
export class Office {
  readonly #folder = mkdtempSync(join(tmpdir(), 'acta-office-'));

  constructor() {
    this.#run('--terminate_after_init');
    const library = join(this.#folder, 'user/basic/Standard');
    if (!readFileSync(join(library, 'script.xlb'), 'utf8').includes(ENTRY))
      throw new Error('this version of LibreOffice starts a profile with other macros');
    writeFileSync(join(library, 'Module1.xba'), MACRO);
  }

  /** The text of a Word document once all its changes are accepted or rejected, a paragraph a line. */
  settled(docx: Uint8Array, how: Settling): string[] {
    const [source, target] = [join(this.#folder, 'in.docx'), join(this.#folder, 'out.txt')];
    writeFileSync(source, docx);
    rmSync(target, { force: true });
    this.#run('--norestore', `macro:///Standard.Module1.Settle(${source},${how},${target})`);
    return readFileSync(target, 'utf8')
      .replace(/^\ufeff/, '')
      .trimEnd()
      .split('\n');
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(...args: string[]): void {
    const profile = `-env:UserInstallation=${pathToFileURL(this.#folder).href}`;
    const { status, stderr } = spawnSync('soffice', [profile, '--headless', ...args], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(`LibreOffice ended with ${String(status)}: ${stderr}`);
  }
}
