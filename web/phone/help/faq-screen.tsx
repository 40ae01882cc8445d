import { useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { StateMark } from '../../ui/record-state-badge.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { findHelp } from './find-help.ts'
import './faq.css'

/** Help that works offline: what to do when something happens, the statuses of a record, and a glossary. */
export function FaqScreen() {
	const { t } = useTranslations()
	const { role } = useSession().session.person
	const [query, setQuery] = useState('')
	const found = findHelp(t, query, role === 'helpline-operator')
	const isEmpty = found.cases.length + found.marks.length + found.terms.length === 0
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
					value={query}
					autoComplete="off"
					spellCheck="false"
					onChange={(event) => setQuery(event.target.value)}
				/>
			</label>
			<p role="status" className={isEmpty ? 'note wait' : ''}>
				{isEmpty && t('asked.none')}
			</p>
			{found.cases.length > 0 && (
				<section className="stack tight" aria-labelledby="cases">
					<h2 id="cases">{t('asked.whatToDo')}</h2>
					{found.cases.map((name) => (
						<details key={name} open={query.trim() !== ''}>
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
			{found.marks.length > 0 && (
				<section className="stack tight" aria-labelledby="marks">
					<h2 id="marks">{t('asked.marks')}</h2>
					<dl>
						{found.marks.map((state) => (
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
			{found.terms.length > 0 && (
				<section className="stack tight" aria-labelledby="terms">
					<h2 id="terms">{t('asked.terms')}</h2>
					<dl>
						{found.terms.map((name) => (
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
