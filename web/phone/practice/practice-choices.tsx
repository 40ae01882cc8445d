import { readPractice } from '../../storage/drafts/stored-practice.ts'
import { currentForms } from '../../storage/records/documents.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { LocalizedTextView } from '../../ui/localized-text-view.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { iconOfForm } from '../frame/form-icons.ts'
import { orderForms } from '../frame/order-forms.ts'
import type { PracticeChoice } from './open-practice.ts'

interface PracticeChoicesProps {
	readonly isOpening: boolean
	/** Called without a choice if the phone has no form. */
	readonly onChoose: (choice: PracticeChoice | undefined) => void
}

/** The interview that was left, the most used form (shortened, or all of it), and the other forms. */
export function PracticeChoices({ isOpening, onChoose }: PracticeChoicesProps) {
	const { t } = useTranslations()
	const { session } = useSession()
	const found = useLocalData(
		async () => ({
			forms: orderForms(await currentForms(session)),
			stored: await readPractice(session, Date.now()),
		}),
		session.device,
	)
	if (!found) return null
	const { forms, stored } = found
	const left = stored && forms.find(({ id }) => id === stored.form.id)
	const [first, ...others] = forms.map(({ id, version, title }) => ({ form: { id, ver: version }, title }))
	return (
		<>
			{stored && left && (
				<button type="button" disabled={isOpening} onClick={() => onChoose(stored)}>
					<Icon name="practice" />
					<span>
						{t('practice.continue')}: <LocalizedTextView texts={left.title} />
					</span>
				</button>
			)}
			<button
				type="button"
				className={left ? 'plain' : undefined}
				disabled={isOpening}
				onClick={() => onChoose(first && { ...first, shortPages: [] })}
			>
				<Icon name="practice" />
				{t('practice.startShort')}
			</button>
			<button type="button" className="plain" disabled={isOpening} onClick={() => onChoose(first)}>
				{t('practice.start')}
			</button>
			{others.length > 0 && (
				<section className="stack tight" aria-labelledby="other-forms">
					<h2 id="other-forms">{t('practice.otherForms')}</h2>
					<ul className="list">
						{others.map((each) => (
							<li key={each.form.id}>
								<button type="button" className="row" disabled={isOpening} onClick={() => onChoose(each)}>
									<span className="badge seen">
										<Icon name={iconOfForm(each.form.id)} />
									</span>
									<span>
										<b>
											<LocalizedTextView texts={each.title} />
										</b>
									</span>
									<Icon name="forward" />
								</button>
							</li>
						))}
					</ul>
				</section>
			)}
		</>
	)
}
