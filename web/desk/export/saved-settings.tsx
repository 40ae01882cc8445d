import { useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { readStoredChoice, storeChoice } from '../kit/stored-choice.ts'
import { showToast } from '../kit/toast.tsx'

const storageKey = 'zila-export-settings'
const maxSaved = 30

interface Saved<Settings> {
	readonly name: string
	readonly settings: Settings
}

interface SavedSettingsProps<Settings> {
	readonly current: Settings
	/** Returns stored settings as this version knows them; null if they cannot be used. */
	readonly read: (stored: unknown) => Settings | null
	readonly onUse: (settings: Settings) => void
}

/** Named settings of exports, saved in this browser. */
export function SavedSettings<Settings>({ current, read, onUse }: SavedSettingsProps<Settings>) {
	const { t } = useTranslations()
	const [saved, setSaved] = useState(() => readSaved(read))
	const [name, setName] = useState('')
	const store = (next: readonly Saved<Settings>[]) => {
		setSaved(next)
		storeChoice(storageKey, next)
	}
	const trimmed = name.trim()
	function save() {
		store(
			[...saved.filter((each) => each.name !== trimmed), { name: trimmed, settings: current }].slice(
				-maxSaved,
			),
		)
		setName('')
		showToast(t('export.settingsSaved', { name: trimmed }))
	}
	function remove(gone: Saved<Settings>) {
		const before = saved
		store(saved.filter((each) => each !== gone))
		showToast(t('export.settingsDeleted', { name: gone.name }), async () => store(before))
	}
	return (
		<details>
			<summary>{t('export.savedSettings', { count: saved.length })}</summary>
			<div className="stack tight">
				<p className="hint">{t('export.savedHint')}</p>
				<ul>
					{saved.map((each) => (
						<li key={each.name} className="actions">
							<button type="button" className="plain small" onClick={() => onUse(each.settings)}>
								<bdi>{each.name}</bdi>
							</button>
							<button
								type="button"
								className="plain small quiet"
								aria-label={`${t('export.delete')}: ${each.name}`}
								onClick={() => remove(each)}
							>
								{t('export.delete')}
							</button>
						</li>
					))}
				</ul>
				<div className="actions">
					<label className="inline">
						<span>{t('export.settingsName')}</span>
						<input dir="auto" maxLength={80} value={name} onChange={({ target }) => setName(target.value)} />
					</label>
					<button type="button" className="plain small" disabled={trimmed === ''} onClick={save}>
						{t('export.saveSettings')}
					</button>
				</div>
			</div>
		</details>
	)
}

function readSaved<Settings>(read: SavedSettingsProps<Settings>['read']): readonly Saved<Settings>[] {
	const stored = readStoredChoice(storageKey)
	if (!Array.isArray(stored)) return []
	return stored.flatMap((each: unknown) => {
		if (typeof each !== 'object' || each === null || !('name' in each) || !('settings' in each)) return []
		const settings = read(each.settings)
		return settings === null || typeof each.name !== 'string' ? [] : [{ name: each.name, settings }]
	})
}
