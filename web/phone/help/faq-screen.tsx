import { useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { AskCoordinator } from '../../ui/problem-text.tsx'
import { RecordStateBadge } from '../../ui/record-state-badge.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { AppScreen } from '../frame/app-screen.tsx'
import { findHelp } from './find-help.ts'
import './faq.css'

/** Situations whose steps say to ask the coordinator. */
const asksCoordinator: ReadonlySet<string> = new Set(['unclearQuestion', 'forgottenPin', 'phoneLost'])

/** Help that works offline: what to do when something happens, the statuses of a record, and a glossary. */
export function FaqScreen() {
	const { t } = useTranslations()
	const { role } = useSession().session.person
	const [query, setQuery] = useState('')
	const found = findHelp(t, query, role === 'helpline-operator')
	const isEmpty = found.situations.length + found.statuses.length + found.terms.length === 0
	return (
		<AppScreen title={t('home.faq')} back="/help">
			<div className="stack faq-page">
				<label className="field">
					{t('faq.search')}
					<input
						type="search"
						value={query}
						autoComplete="off"
						spellCheck={false}
						onChange={(event) => setQuery(event.target.value)}
					/>
				</label>
				<p role="status" className={isEmpty ? 'note wait' : ''}>
					{isEmpty && t('faq.empty')}
				</p>
				{isEmpty && <AskCoordinator />}
				{found.situations.length > 0 && (
					<section className="stack tight" aria-labelledby="situations">
						<h2 id="situations">{t('faq.situationsTitle')}</h2>
						{found.situations.map((name) => (
							<details key={name} open={query.trim() !== ''}>
								<summary>{t(`faq.situation.${name}.title`)}</summary>
								{t(`faq.situation.${name}.instructions`)
									.split('\n')
									.map((step) => (
										<p key={step}>{step}</p>
									))}
								{asksCoordinator.has(name) && <AskCoordinator />}
							</details>
						))}
					</section>
				)}
				{found.statuses.length > 0 && (
					<section className="stack tight" aria-labelledby="statuses">
						<h2 id="statuses">{t('faq.statusTitle')}</h2>
						<dl>
							{found.statuses.map((state) => (
								<div key={state}>
									<dt>
										<RecordStateBadge state={state} />
									</dt>
									<dd>
										{t(`faq.status.${state}`)}
										{state === 'refused' && <AskCoordinator />}
									</dd>
								</div>
							))}
						</dl>
					</section>
				)}
				{found.terms.length > 0 && (
					<section className="stack tight" aria-labelledby="terms">
						<h2 id="terms">{t('faq.glossaryTitle')}</h2>
						<dl>
							{found.terms.map((name) => (
								<div key={name}>
									<dt>{t(`faq.term.${name}.title`)}</dt>
									<dd>{t(`faq.term.${name}.meaning`)}</dd>
								</div>
							))}
						</dl>
					</section>
				)}
			</div>
		</AppScreen>
	)
}
