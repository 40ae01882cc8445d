import { useState } from 'react'
import { savePersonSettings } from '../../storage/enrolment/person-settings.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { downloadNastaliq, removeNastaliq } from '../../ui/nastaliq.ts'
import { isNastaliqEnabled } from '../../ui/nastaliq-enabled.ts'
import { useSession } from '../../ui/work-session-context.ts'

/** A sentence without the subject of the study: the weather is good today. */
const sample = 'آج موسم اچھا ہے، اور ہم گاؤں جا رہے ہیں۔'

/** Setting for Urdu questions in Nastaliq: an optional font download. */
export function NastaliqSetting() {
	const { t } = useTranslations()
	const { session } = useSession()
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
			await savePersonSettings(session.device, { hasNastaliq: wanted })
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
			<p className="caption">{t('sync.nastaliqHint')}</p>
			<p className="nastaliq-sample" lang="ur" dir="rtl">
				{sample}
			</p>
			{isAway && (
				<p className="note wait" role="status">
					{t('sync.nastaliqUnavailable')}
				</p>
			)}
		</section>
	)
}
