import { useState } from 'react'
import { may } from '#shared/people/roles'
import { saveFile } from '../../ui/download-file.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useOpenKeys } from '../account/role-key.ts'
import { UnlockRoleKey } from '../account/unlock-role-key.tsx'
import { useDesk } from '../kit/desk-context.ts'

type State = 'choosing' | 'opening' | 'not-ours' | { readonly opened: number; readonly left: number }

/** For holders of a role's key: decrypts the sealed answers of an export in this browser. */
export function DecryptExport() {
	const { t } = useTranslations()
	const { person } = useDesk()
	const keys = useOpenKeys()
	const [state, setState] = useState<State>('choosing')
	if (!may(person.role, 'role-key.manage') || person.demonstration) return null
	async function open(file: File | undefined) {
		if (!file) return
		setState('opening')
		const { decryptExportTables } = await import('./decrypt-export-tables.ts')
		const found = await decryptExportTables(new Uint8Array(await file.arrayBuffer()))
		if (!found) return setState('not-ours')
		if (found.opened > 0)
			saveFile(
				file.name.replace(/(\.zip)?$/, '-opened.zip'),
				new Blob([found.zip], { type: 'application/zip' }),
			)
		setState(found)
	}
	return (
		<details className="stack tight">
			<summary>{t('export.decryptTitle')}</summary>
			<p className="hint">{t('export.decryptHint')}</p>
			{keys.size === 0 ? (
				<UnlockRoleKey>{t('export.decryptKeyHint')}</UnlockRoleKey>
			) : (
				<label className="field">
					{t('export.chooseExportFile')}
					<input
						type="file"
						accept=".zip,application/zip"
						disabled={state === 'opening'}
						onChange={(event) => {
							const [file] = event.target.files ?? []
							event.target.value = ''
							void open(file)
						}}
					/>
				</label>
			)}
			<p role="status">
				{state === 'opening' && t('export.decrypting')}
				{state === 'not-ours' && t('export.notAnExport')}
				{typeof state === 'object' && t('export.decryptedCount', { opened: state.opened, left: state.left })}
			</p>
		</details>
	)
}
