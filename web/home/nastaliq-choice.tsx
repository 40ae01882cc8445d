import { useState } from 'react'
import { useTexts } from '../ui/i18n.ts'
import { putAwayNastaliq, takeNastaliq } from '../ui/nastaliq.ts'
import { isNastaliqWanted } from '../ui/nastaliq-wanted.ts'

/** Questions in Urdu as they are printed: a download for whoever wants it. */
export function NastaliqChoice() {
	const { t } = useTexts()
	const [isWanted, setWanted] = useState(isNastaliqWanted)
	const [isAway, setAway] = useState(false)
	/** Letters are on their way, or go: one wish at a time. */
	const [isBusy, setBusy] = useState(false)
	async function choose(wanted: boolean) {
		setWanted(wanted)
		setAway(false)
		setBusy(true)
		try {
			await (wanted ? takeNastaliq() : putAwayNastaliq())
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
				<span>{t('send.nastaliq')}</span>
			</label>
			<p className="hint">{t('send.nastaliqHint')}</p>
			{isAway && (
				<p className="note wait" role="status">
					{t('send.nastaliqAway')}
				</p>
			)}
		</section>
	)
}
