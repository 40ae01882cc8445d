import { messagesOnPhone } from '../../storage/records/messages.ts'
import { dayIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { LocalizedTextView } from '../../ui/localized-text-view.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import './message-note.css'

/** Messages of the office to the district for today. */
export function MessageNote() {
	const { t, language } = useTranslations()
	const { session } = useSession()
	const found = useLocalData(() => messagesOnPhone(session, Date.now()), session.device)
	return found?.map(({ text, by, until, districts }) => (
		<section key={districts.join()} className="note stack tight message" aria-label={t('message.title')}>
			<p>
				<LocalizedTextView texts={text} />
			</p>
			<p className="hint">{t('message.sender', { name: by, day: dayIn(language, until) })}</p>
		</section>
	))
}
