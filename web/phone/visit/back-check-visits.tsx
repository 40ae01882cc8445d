import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { type BackCheckTarget, buildBackCheckPresets } from '#shared/quality/back-check-assignment'
import { beginDraft, type ListedDraft } from '../../storage/drafts/drafts.ts'
import type { FormOnPhone } from '../../storage/records/documents.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { listAssignedBackChecks, nameOf } from './assigned-back-checks.ts'

interface BackChecksProps {
	readonly round: string
	readonly checks: readonly BackCheckTarget[]
	/** Form of the back-check; undefined if it is not on this phone. */
	readonly form: FormOnPhone | undefined
	/** Drafts of this form. */
	readonly drafts: readonly ListedDraft[]
	readonly records: readonly LocalRecordListItem[]
}

/** Back-checks to do, household by household; completed ones at the end. */
export function BackCheckVisits({ round, checks, form, drafts, records }: BackChecksProps) {
	const { t } = useTranslations()
	const { session } = useSession()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBeginning, setBeginning] = useState(false)
	const isOpen = form?.state === 'open'
	const all = listAssignedBackChecks(round, checks, { drafts, records })
	const left = all.filter(({ record }) => !record).length
	function begin(check: BackCheckTarget) {
		if (!form) return
		setBeginning(true)
		beginDraft(
			session,
			{ id: form.id, ver: form.version },
			{
				given: buildBackCheckPresets(check),
				check: { round, cluster: check.cluster, household: check.household, isReached: false },
			},
		).then(
			(draft) => go(`/fill/${draft}`),
			(thrown: unknown) => {
				setProblem(asProblem(thrown))
				setBeginning(false)
			},
		)
	}
	return (
		<section className="stack tight" aria-labelledby="checks">
			<h2 id="checks">{t('backCheckVisits.title')}</h2>
			<p className="hint">{t('backCheckVisits.remaining', { left, all: all.length })}</p>
			<ProblemNote problem={problem} />
			<ul className="cards">
				{all.map(({ check, draft, record, isNotReached }) => {
					const text = <CheckText check={check} />
					const href = record ? `/record/${record.id}` : draft ? `/fill/${draft.id}` : null
					return (
						<li key={nameOf(check)}>
							{href ? (
								<Link className="card" href={href}>
									{text}
									<span className={record ? 'state ok' : 'state wait'}>
										<Icon name={record ? 'approved' : 'draft'} />
										{t(record ? 'backCheckVisits.completed' : 'backCheckVisits.started')}
									</span>
								</Link>
							) : (
								<button
									type="button"
									className="card"
									disabled={!isOpen || isBeginning}
									onClick={() => begin(check)}
								>
									{text}
									<span className={isNotReached ? 'state wait' : 'state quiet'}>
										<Icon name="pin" />
										{t(isNotReached ? 'backCheckVisits.notReached' : 'backCheckVisits.toCheck')}
									</span>
								</button>
							)}
						</li>
					)
				})}
			</ul>
		</section>
	)
}

function CheckText({ check: { cluster, household, sex } }: { check: BackCheckTarget }) {
	const { t } = useTranslations()
	return (
		<span className="card-text">
			<span>
				{t('dayPlan.household', { household })}
				{sex && ` · ${t(`dayPlan.sex.${sex}`)}`}
			</span>
			<bdi className="hint" dir="ltr">
				{cluster}
			</bdi>
		</span>
	)
}
