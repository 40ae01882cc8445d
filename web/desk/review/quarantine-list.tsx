import { useState } from 'react'
import { Link } from 'wouter'
import { quarantineApi } from '#shared/api/records'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { may } from '#shared/people/roles'
import {
	canBeReleased,
	type QuarantineDecisionListItem,
	type QuarantineDecisionRequest,
	type QuarantineListItem,
	type QuarantineListResponse,
} from '#shared/review/quarantine'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useDesk } from '../kit/desk-context.ts'
import { noReason, RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

type Decide = (decision: QuarantineDecisionRequest) => Promise<void>

interface QuarantineListProps {
	readonly found: QuarantineListResponse
	readonly titleOf: (form: string) => string
	/** Called after a decision: the records may have changed. */
	readonly onDecided: () => void
}

/** Quarantined revisions, decided one by one or for a whole device. */
export function QuarantineList({ found: { waiting, decided }, titleOf, onDecided }: QuarantineListProps) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const [problem, setProblem] = useState<Problem | null>(null)
	const mayDecide = may(person.role, 'quarantine.resolve')
	const decide: Decide = async (decision) => {
		setProblem(null)
		await callRoute(quarantineApi.decide, { body: decision }).catch((thrown: unknown) =>
			setProblem(asProblem(thrown)),
		)
		onDecided()
	}
	return (
		<>
			<ProblemNote problem={problem} />
			{waiting.length > 0 && (
				<details
					className="note wait quarantine"
					id="quarantine"
					open={['#quarantine', '#held-back'].includes(location.hash)}
				>
					<summary>{t('review.quarantinedCount', { count: waiting.length })}</summary>
					<div className="stack">
						<p className="hint">{t('review.quarantineHint')}</p>
						{byPhone(waiting).map((lines) => (
							<QuarantineGroup
								key={lines[0]?.id}
								lines={lines}
								titleOf={titleOf}
								decide={mayDecide ? decide : null}
							/>
						))}
					</div>
				</details>
			)}
			{decided.length > 0 && (
				<details className="note quarantine">
					<summary>{t('review.recentDecisions', { count: decided.length })}</summary>
					<ul className="stack">
						{decided.map((each) => (
							<Decided key={each.revision} decided={each} decide={mayDecide ? decide : null} />
						))}
					</ul>
				</details>
			)}
		</>
	)
}

/** Groups revisions by author and device, in order of arrival. */
function byPhone(waiting: readonly QuarantineListItem[]): QuarantineListItem[][] {
	const groups = new Map<string, QuarantineListItem[]>()
	for (const each of waiting) {
		const key = JSON.stringify([each.author, each.phone])
		groups.set(key, [...(groups.get(key) ?? []), each])
	}
	return [...groups.values()]
}

interface QuarantineLines {
	readonly lines: readonly QuarantineListItem[]
	readonly titleOf: (form: string) => string
	readonly decide: Decide | null
}

function QuarantineGroup({ lines, titleOf, decide }: QuarantineLines) {
	const { t } = useTranslations()
	const [first] = lines
	const open = lines.filter(({ why }) => canBeReleased(why)).map(({ id }) => id)
	return (
		<section className="stack tight">
			<h2>
				<bdi>{first?.author || t('review.unknownUser')}</bdi> · <bdi>{first?.phone}</bdi>
			</h2>
			{decide && open.length > 1 && (
				<div>
					<button
						type="button"
						className="small"
						onClick={() => void decide({ ids: open, decision: 'let-in', why: '' })}
					>
						{t('review.acceptAll', { count: open.length })}
					</button>
				</div>
			)}
			<ul className="stack tight">
				{lines.map((line) => (
					<HeldLine key={line.id} line={line} titleOf={titleOf} decide={decide} />
				))}
			</ul>
		</section>
	)
}

function HeldLine({
	line,
	titleOf,
	decide,
}: Omit<QuarantineLines, 'lines'> & {
	line: QuarantineListItem
}) {
	const { t, language: appLanguage } = useTranslations()
	const { id, why, written, received, form, record, changes } = line
	return (
		<li className="panel stack tight">
			<p>{t.orElse(`review.quarantineReason.${why}`, why)}</p>
			<p className="hint">
				{[
					form && titleOf(form),
					form && (line.isBeginning ? t('review.newRecord') : t('review.changes', { count: changes })),
					line.writtenAs && t('review.submittedAs', { name: line.writtenAs }),
					written && t('review.enteredAt', { time: dateTimeIn(appLanguage, written) }),
					t('review.receivedAt', { time: dateTimeIn(appLanguage, received) }),
				]
					.filter(Boolean)
					.join(' · ')}
			</p>
			{record && (
				<p>
					<Link href={`/desk/records/${record.id}`}>
						<bdi>{record.name || t('home.untitledRecord')}</bdi>
					</Link>
				</p>
			)}
			{decide && <Decisions ids={[id]} mayLetIn={canBeReleased(why)} mayKeepOut decide={decide} />}
		</li>
	)
}

function Decided({ decided, decide }: { decided: QuarantineDecisionListItem; decide: Decide | null }) {
	const { t, language: appLanguage } = useTranslations()
	const { revision, decision, why, at, decidedBy, quarantineReason } = decided
	const isIn = decision === 'let-in'
	const values = { name: decidedBy, time: dateTimeIn(appLanguage, at), why }
	return (
		<li className="panel stack tight">
			<p>{t(isIn ? 'review.acceptedBy' : 'review.rejectedBy', values)}</p>
			<p className="hint">
				<bdi>{decided.author || t('review.unknownUser')}</bdi> · <bdi>{decided.phone}</bdi> ·{' '}
				{t.orElse(`review.quarantineReason.${quarantineReason}`, quarantineReason)}
			</p>
			{decide && (
				<Decisions
					ids={[revision]}
					mayLetIn={!isIn && canBeReleased(quarantineReason)}
					mayKeepOut={isIn}
					decide={decide}
				/>
			)}
		</li>
	)
}

interface QuarantineChoice {
	readonly ids: string[]
	readonly mayLetIn: boolean
	readonly mayKeepOut: boolean
	readonly decide: Decide
}

/** Buttons of a decision: accepting takes one click, rejecting needs a reason. */
function Decisions({ ids, mayLetIn, mayKeepOut, decide }: QuarantineChoice) {
	const { t } = useTranslations()
	const [isRejecting, setRejecting] = useState(false)
	const { isBusy, run } = useAsyncAction()
	const { register, submit, reset, errors, isSubmitting, formState } = useDeskForm({
		schema: reasonForm,
		defaultValues: noReason,
		unsaved: 'decision',
		async onSubmit({ why }) {
			await decide({ ids, decision: 'keep-out', why })
			setRejecting(false)
			reset()
		},
	})
	if (isRejecting)
		return (
			<form className="stack tight" noValidate onSubmit={submit}>
				<RequiredReason label={t('review.rejectReason')} field={register('why')} error={errors.why} />
				<div className="actions">
					<button type="submit" className="small" disabled={isSubmitting || !formState.isValid}>
						{t('review.reject')}
					</button>
					<button
						type="button"
						className="plain small"
						onClick={() => {
							setRejecting(false)
							reset()
						}}
					>
						{t('app.cancel')}
					</button>
				</div>
			</form>
		)
	return (
		<div className="actions">
			{mayLetIn && (
				<button
					type="button"
					className="small"
					disabled={isBusy}
					onClick={() => void run(() => decide({ ids, decision: 'let-in', why: '' }))}
				>
					{t('review.accept')}
				</button>
			)}
			{mayKeepOut && (
				<button type="button" className="plain small" disabled={isBusy} onClick={() => setRejecting(true)}>
					{t('review.reject')}
				</button>
			)}
		</div>
	)
}
