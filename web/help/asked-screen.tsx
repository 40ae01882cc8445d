import { useState } from 'react'
import { useSession } from '../ui/at-work-context.ts'
import { useTranslations } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import './asked.css'

/** What a list on this phone can show, in the order in which a record meets it. */
const marks = [
	'draft',
	'only-here',
	'at-server',
	'returned',
	'correction',
	'approved',
	'needs-decision',
	'kept',
	'handed-on',
	'void',
	'refused',
] as const
const cases = [
	'visitor',
	'stop',
	'delete',
	'unclear',
	'returned',
	'offline',
	'full',
	'battery',
	'pin',
	'lost',
	'update',
] as const
const terms = [
	'line',
	'cluster',
	'reserve',
	'chosen',
	'consent',
	'code',
	'backCheck',
	'draft',
	'record',
	'round',
	'copy',
	'sealed',
	'oneTime',
	'lead',
] as const

/** Of interviews and households: nobody asks it who takes calls. */
const ofSurvey: readonly string[] = [
	...['visitor', 'stop', 'delete', 'unclear'],
	...['line', 'cluster', 'reserve', 'chosen', 'consent', 'code', 'backCheck', 'round'],
]

/** What people ask, without network: what to do when something happens, what the marks mean, and the field's words. */
export function FaqScreen() {
	const { t } = useTranslations()
	const { role } = useSession().session.person
	const isAsked = (name: string) => role !== 'helpline-operator' || !ofSurvey.includes(name)
	const [sought, setSought] = useState('')
	const words = sought.toLocaleLowerCase().split(/\s+/).filter(Boolean)
	const isSought = (...texts: readonly string[]) => {
		const text = texts.join(' ').toLocaleLowerCase()
		return words.every((word) => text.includes(word))
	}
	const foundCases = cases.filter(
		(name) => isAsked(name) && isSought(t(`asked.when.${name}.if`), t(`asked.when.${name}.do`)),
	)
	const foundMarks = marks.filter((state) => isSought(t(`state.${state}`), t(`asked.mark.${state}`)))
	const foundTerms = terms.filter(
		(name) => isAsked(name) && isSought(t(`asked.word.${name}.is`), t(`asked.word.${name}.means`)),
	)
	return (
		<main className="screen stack asked">
			<header className="bar">
				<button
					type="button"
					className="icon-button"
					aria-label={t('app.back')}
					onClick={() => history.back()}
				>
					<Icon name="back" />
				</button>
				<h1>{t('home.asked')}</h1>
			</header>
			<label className="field">
				{t('asked.search')}
				<input
					type="search"
					value={sought}
					autoComplete="off"
					spellCheck="false"
					onChange={(event) => setSought(event.target.value)}
				/>
			</label>
			<p
				role="status"
				className={foundCases.length + foundMarks.length + foundTerms.length ? '' : 'note wait'}
			>
				{foundCases.length + foundMarks.length + foundTerms.length === 0 && t('asked.none')}
			</p>
			{foundCases.length > 0 && (
				<section className="stack tight" aria-labelledby="cases">
					<h2 id="cases">{t('asked.whatToDo')}</h2>
					{foundCases.map((name) => (
						<details key={name} open={words.length > 0}>
							<summary>{t(`asked.when.${name}.if`)}</summary>
							{t(`asked.when.${name}.do`)
								.split('\n')
								.map((step) => (
									<p key={step}>{step}</p>
								))}
						</details>
					))}
				</section>
			)}
			{foundMarks.length > 0 && (
				<section className="stack tight" aria-labelledby="marks">
					<h2 id="marks">{t('asked.marks')}</h2>
					<dl>
						{foundMarks.map((state) => (
							<div key={state}>
								<dt>
									<StateMark state={state} />
								</dt>
								<dd>{t(`asked.mark.${state}`)}</dd>
							</div>
						))}
					</dl>
				</section>
			)}
			{foundTerms.length > 0 && (
				<section className="stack tight" aria-labelledby="terms">
					<h2 id="terms">{t('asked.terms')}</h2>
					<dl>
						{foundTerms.map((name) => (
							<div key={name}>
								<dt>{t(`asked.word.${name}.is`)}</dt>
								<dd>{t(`asked.word.${name}.means`)}</dd>
							</div>
						))}
					</dl>
				</section>
			)}
		</main>
	)
}
