import { useState } from 'react'
import { Link } from 'wouter'
import type { EnumeratorResponse } from '#shared/quality/quality-api'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { flagText } from './flag-text.ts'

/** Number of interviews that are shown at first. */
const shownFirst = 9

/** Interviews of an enumerator with their flags: those with open flags first, then the newest first. */
export function LatestInterviews({ latest }: Pick<EnumeratorResponse, 'latest'>) {
	const { t, language } = useTranslations()
	const [isWhole, setWhole] = useState(false)
	const shown = isWhole ? latest : latest.slice(0, shownFirst)
	return (
		<section className="stack tight" aria-labelledby="latest">
			<h2 id="latest">{t('quality.latest')}</h2>
			<ul className="interviews">
				{shown.map(({ record, name, finished, minutes, flags }) => (
					<li key={record}>
						<Link href={`/desk/records/${record}`}>
							<bdi>{name || t('home.untitledRecord')}</bdi>
						</Link>{' '}
						<span className="hint">
							{dateTimeIn(language, finished)}
							{minutes !== null &&
								` · ${t('quality.minutesOf', { minutes: numberIn(language, Math.round(minutes)) })}`}
						</span>
						<ul className="reasons">
							{flags.map((flag) => (
								<li key={`${flag.kind} ${flag.item}`} className={flag.state === 'open' ? undefined : 'quiet'}>
									{flagText(t, language, flag)}
									{flag.state !== 'open' && ` (${t(`quality.states.${flag.state}`)})`}
								</li>
							))}
						</ul>
					</li>
				))}
			</ul>
			{shown.length < latest.length && (
				<div className="actions">
					<button type="button" className="plain small" onClick={() => setWhole(true)}>
						{t('quality.showInterviews', { count: latest.length })}
					</button>
				</div>
			)}
		</section>
	)
}
