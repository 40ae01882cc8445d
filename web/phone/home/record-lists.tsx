import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { LocalizedText } from '#shared/forms/form-definition'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { beginCorrection } from '../../storage/drafts/drafts.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { RecordStateBadge } from '../../ui/record-state-badge.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { CardLabel } from './card-label.tsx'
import { needsCorrection } from './needs-correction.ts'
import { stateOf } from './record-state.ts'

const shownAtFirst = 20

interface ListProps {
	readonly records: readonly LocalRecordListItem[]
	/** Form titles by id. */
	readonly titles: ReadonlyMap<string, LocalizedText>
}

/** Returned records with their number of comments; listed first. */
export function Returned({ records, titles }: ListProps) {
	const { t } = useTranslations()
	return (
		<section className="stack tight" aria-labelledby="returned">
			<h2 id="returned">
				{t('returned.title')} <span className="count">{records.length}</span>
			</h2>
			<ul className="cards">
				{records.map((record) => (
					<li key={record.id}>
						<Link className="card" href={`/record/${record.id}`}>
							<CardLabel name={record.name} title={titles.get(record.form.id)} changedAt={record.changedAt} />
							<span className="state wait">{t('comments.count', { count: record.notes ?? 0 })}</span>
						</Link>
					</li>
				))}
			</ul>
		</section>
	)
}

/** Drafts that this person began on another phone. */
export function AdoptableDrafts({ records, titles }: ListProps) {
	return records.map((record) => (
		<TakeUpCard key={record.id} record={record} title={titles.get(record.form.id)} />
	))
}

function TakeUpCard({ record, title }: { record: LocalRecordListItem; title: LocalizedText | undefined }) {
	const { session } = useSession()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	return (
		<li>
			<button
				type="button"
				className="card"
				onClick={() => {
					beginCorrection(session, record.id).then(
						(draft) => go(`/fill/${draft}`),
						(thrown: unknown) => setProblem(asProblem(thrown)),
					)
				}}
			>
				<CardLabel name={record.name} title={title} changedAt={record.changedAt} />
				<RecordStateBadge state="draft" />
			</button>
			<ProblemNote problem={problem} />
		</li>
	)
}

/** Finished records: unsent ones, and sent ones. */
export function Finished({ records, titles }: ListProps) {
	const { t } = useTranslations()
	const [most, setMost] = useState(shownAtFirst)
	const here = records.filter(({ sendState }) => sendState !== 'at-server')
	const there = records.filter((record) => record.sendState === 'at-server' && !needsCorrection(record))
	const list = (label: string, id: string, some: readonly LocalRecordListItem[]) =>
		some.length > 0 && (
			<section className="stack tight" aria-labelledby={id}>
				<h2 id={id}>
					{label} <span className="count">{some.length}</span>
				</h2>
				<ul className="cards">
					{some.slice(0, most).map((record) => (
						<li key={record.id}>
							<Link className="card" href={`/record/${record.id}`}>
								<CardLabel
									name={record.name}
									title={titles.get(record.form.id)}
									changedAt={record.changedAt}
								/>
								<RecordStateBadge state={stateOf(record)} />
							</Link>
						</li>
					))}
				</ul>
				{some.length > most && (
					<button type="button" className="plain" onClick={() => setMost(most + 100)}>
						{t('home.more', { count: some.length - most })}
					</button>
				)}
			</section>
		)
	return (
		<>
			{list(t('home.unsent'), 'only-here', here)}
			{list(t('home.sent'), 'at-server', there)}
		</>
	)
}
