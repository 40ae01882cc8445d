import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { coverageForms } from '#shared/study/record-attributes'
import { beginDraft } from '../../storage/drafts/drafts.ts'
import type { FormOnPhone } from '../../storage/records/documents.ts'
import { questionLanguageOf } from '../../ui/apply-person-settings.ts'
import { directionOf, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { LocalizedTextView } from '../../ui/localized-text-view.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { helpOfForm, iconOfForm } from '../frame/form-icons.ts'
import { orderForms } from '../frame/order-forms.ts'
import type { HomeData } from './use-home-data.ts'

/** Forms to start, each with an icon and one line that says when to use it. */
export function NewTab({ home }: { home: HomeData | undefined }) {
	const { t } = useTranslations()
	const { session } = useSession()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBeginning, setBeginning] = useState(false)
	// no form starts before the request for persistent storage is answered
	if (!home || home.persistence === 'unknown') return null
	const forms = orderForms(home.forms)
	if (forms.length === 0)
		return (
			<div className="padded">
				<p className="note quiet">{t('home.noForms')}</p>
			</div>
		)
	// operators work between two rounds too
	if (home.round === null && session.person.role !== 'helpline-operator')
		return (
			<div className="padded">
				<p className="note wait">{t('home.noOpenRound')}</p>
			</div>
		)
	const hintOf = (id: string) => {
		const help = helpOfForm(id)
		return help === null ? '' : t(`home.formHelp.${help}`)
	}
	async function begin({ id, version }: FormOnPhone) {
		setBeginning(true)
		try {
			const language = await questionLanguageOf(session.device)
			const draft = await beginDraft(session, { id, ver: version }, language === null ? {} : { language })
			go(`/fill/${draft}`)
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setBeginning(false)
		}
	}
	return (
		<section aria-label={t('home.startForm')}>
			<ProblemNote problem={problem} />
			<ul className="list">
				{forms.map((form) => (
					<li key={form.id}>
						{form.id === coverageForms.household && home.sample.length > 0 ? (
							// with a sample, no other household is visited (R4)
							<Link className="row" href={tabPaths.households} replace>
								<FormRow form={form} hint={t('home.formHelp.fromHouseholds')} />
							</Link>
						) : (
							<button
								type="button"
								className="row"
								disabled={isBeginning || form.state === 'paused'}
								onClick={() => void begin(form)}
							>
								<FormRow form={form} hint={hintOf(form.id)} />
							</button>
						)}
					</li>
				))}
			</ul>
		</section>
	)
}

function FormRow({ form, hint }: { form: FormOnPhone; hint: string }) {
	const { t } = useTranslations()
	const { id, title, state } = form
	const line = state === 'paused' ? t('home.formPaused') : hint
	return (
		<>
			<span className="badge seen">
				<Icon name={iconOfForm(id)} />
			</span>
			<span>
				<b>
					<LocalizedTextView texts={title} />
				</b>
				{line !== '' && <small>{line}</small>}
				<OtherLanguages form={form} />
			</span>
			<Icon name="forward" />
		</>
	)
}

/** Languages of the questions, where the app is in none of them: nobody should learn that in front of a respondent. */
function OtherLanguages({ form: { languages } }: { form: FormOnPhone }) {
	const { t, language } = useTranslations()
	if (languages.some(({ tag }) => tag === language)) return null
	const separator = directionOf(language) === 'rtl' ? '، ' : ', '
	return (
		<small>{t('home.questionsIn', { languages: languages.map(({ name }) => name).join(separator) })}</small>
	)
}
