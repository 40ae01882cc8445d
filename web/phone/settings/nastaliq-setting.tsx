import { useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { downloadNastaliq, removeNastaliq } from '../../ui/nastaliq.ts'
import { isNastaliqEnabled } from '../../ui/nastaliq-enabled.ts'

/** Setting for Urdu questions in Nastaliq: an optional font download. */
export function NastaliqSetting() {
	const { t } = useTranslations()
	const [isWanted, setWanted] = useState(isNastaliqEnabled)
	const [isAway, setAway] = useState(false)
	/** True while the font is downloaded or deleted: one action at a time. */
	const [isBusy, setBusy] = useState(false)
	async function choose(wanted: boolean) {
		setWanted(wanted)
		setAway(false)
		setBusy(true)
		try {
			await (wanted ? downloadNastaliq() : removeNastaliq())
		} catch {
			setWanted(!wanted)
			setAway(true)
		} finally {
			setBusy(false)
		}
	}
	return (
		<section className="stack tight">
			<label className="choice small">
				<input
					type="checkbox"
					checked={isWanted}
					disabled={isBusy}
					onChange={(event) => void choose(event.target.checked)}
				/>
				<span>{t('sync.nastaliq')}</span>
			</label>
			<p className="hint">{t('sync.nastaliqHint')}</p>
			{isAway && (
				<p className="note wait" role="status">
					{t('sync.nastaliqUnavailable')}
				</p>
			)}
		</section>
	)
}
