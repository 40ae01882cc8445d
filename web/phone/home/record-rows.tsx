import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { LocalizedText } from '#shared/forms/form-definition'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { beginCorrection } from '../../storage/drafts/begin-correction.ts'
import type { ListedDraft } from '../../storage/drafts/drafts.ts'
import { needsCorrection } from '../../storage/records/needs-correction.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { LocalizedTextView } from '../../ui/localized-text-view.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { type MarkedState, RecordStateBadge } from '../../ui/record-state-badge.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { iconOfForm } from '../frame/form-icons.ts'
import { stateOf } from './record-state.ts'

/** Titles of the forms by id. */
type Titles = ReadonlyMap<string, LocalizedText>

interface RowTextProps {
	readonly form: string
	readonly name: string
	readonly title: LocalizedText | undefined
	readonly changedAt: number
	readonly state: MarkedState
	/** Number of open comments; 0 for none. */
	readonly comments?: number
}

/** A draft or a record in a list: its form's sign, its name, when it changed, its status. */
function RowText({ form, name, title, changedAt, state, comments = 0 }: RowTextProps) {
	const { t, language } = useTranslations()
	return (
		<>
			<span className="badge">
				<Icon name={iconOfForm(form)} />
			</span>
			<span>
				<b>
					<bdi>{name === '' || name === '/' ? t('home.untitledRecord') : name}</bdi>
				</b>
				<small>
					{comments > 0 ? t('comments.count', { count: comments }) : <LocalizedTextView texts={title} />} ·{' '}
					{dateTimeIn(language, changedAt)}
				</small>
			</span>
			<RecordStateBadge state={state} />
		</>
	)
}

export function DraftRow({ draft, titles }: { draft: ListedDraft; titles: Titles }) {
	const text = (state: MarkedState) => (
		<RowText
			form={draft.form.id}
			name={draft.name}
			title={titles.get(draft.form.id)}
			changedAt={draft.changedAt}
			state={state}
		/>
	)
	if (draft.isUnreadable) return <li className="row">{text('refused')}</li>
	return (
		<li>
			<Link className="row" href={`/fill/${draft.id}`}>
				{text(draft.isCorrection ? 'correction' : 'draft')}
			</Link>
		</li>
	)
}

/** Returns the drafts of open corrections by their records; one that cannot be read opens nothing. */
export const correctionsOf = (drafts: readonly ListedDraft[]): ReadonlyMap<string, ListedDraft> =>
	new Map(drafts.filter(({ isCorrection }) => isCorrection).map((draft) => [draft.record, draft]))

interface RecordRowProps {
	readonly record: LocalRecordListItem
	readonly titles: Titles
	/** Draft of its open correction, to which the row leads then. */
	readonly correction?: ListedDraft | undefined
}

/** A finished record; or a draft that this person began on another phone, which is continued here. */
export function RecordRow({ record, titles, correction }: RecordRowProps) {
	const { session } = useSession()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const text = (
		<RowText
			form={record.form.id}
			name={record.name}
			title={titles.get(record.form.id)}
			changedAt={record.changedAt}
			state={correction ? 'correction' : record.status === 'draft' ? 'draft' : stateOf(record)}
			comments={needsCorrection(record) ? (record.notes ?? 0) : 0}
		/>
	)
	if (record.status !== 'draft')
		return (
			<li>
				<Link className="row" href={correction ? `/fill/${correction.id}` : `/record/${record.id}`}>
					{text}
				</Link>
			</li>
		)
	return (
		<li>
			<button
				type="button"
				className="row"
				onClick={() => {
					beginCorrection(session, record.id).then(
						(draft) => go(`/fill/${draft}`),
						(thrown: unknown) => setProblem(asProblem(thrown)),
					)
				}}
			>
				{text}
			</button>
			<ProblemNote problem={problem} />
		</li>
	)
}
