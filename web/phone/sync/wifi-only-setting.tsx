import { useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { isOnlyByWifi, setOnlyByWifi } from '../../storage/attachments/attachment-index.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'

/** Setting of the person that photos and recordings wait for Wi-Fi. The switch changes at once. */
export function WifiOnlySetting() {
	const { t } = useTranslations()
	const { session, loop } = useSession()
	const stored = useLocalData(() => isOnlyByWifi(session.device), session.device)
	const [chosen, setChosen] = useState<boolean | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function choose(wanted: boolean) {
		setChosen(wanted)
		try {
			await setOnlyByWifi(session.device, wanted)
			loop.sendAttachments()
		} catch (thrown) {
			setChosen(!wanted)
			setProblem(asProblem(thrown))
		}
	}
	return (
		<>
			<label className="choice small">
				<input
					type="checkbox"
					checked={chosen ?? stored ?? false}
					onChange={(event) => void choose(event.target.checked)}
				/>
				<span>{t('sync.wifiOnly')}</span>
			</label>
			<ProblemNote problem={problem} />
		</>
	)
}
