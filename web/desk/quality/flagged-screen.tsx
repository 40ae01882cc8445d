import { Link, useLocation } from 'wouter'
import { qualityApi } from '#shared/api/quality'
import { type FlagKind, type FlagState, flagKindNames, flagKinds, flagStates } from '#shared/quality/flags'
import type { FlaggedList } from '#shared/quality/quality-api'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { ChecksInProgress } from './checks-in-progress.tsx'
import { FlagRow } from './flag-row.tsx'
import { flagText } from './flag-text.ts'
import { QualityScopeFields, useQualityScope } from './quality-scope.tsx'

const kinds = flagKindNames.filter((kind) => flagKinds[kind].about === 'interview')
const path = '/desk/quality/flags'

/** Flags on single interviews, by kind. */
export function FlaggedScreen() {
	const { t, language } = useTranslations()
	const [, go] = useLocation()
	const { query, round, district } = useQualityScope()
	const kind: FlagKind | '' = kinds.find((each) => each === query.get('kind')) ?? ''
	const state: FlagState = flagStates.find((each) => each === query.get('state')) ?? 'open'
	const { found, problem, reload } = useRoute(qualityApi.flags, {
		query: { round, district, ...(kind === '' ? {} : { kind }), state },
	})
	const save = ({ flagged: shown }: FlaggedList) =>
		saveRows(`quality-flags-${round}.csv`, [
			[t('review.name'), t('review.enumerator'), t('quality.flagLabel'), t('quality.status')],
			...shown.map(({ flag, name, person }) => [
				...[name, person.name, flagText(t, language, flag), t(`quality.states.${flag.state}`)],
			]),
		])
	const show = (changed: { kind?: string; state?: string }) =>
		go(`${path}?${searchOf({ round, district, kind, state, ...changed })}`)
	return (
		<div className="stack">
			<header className="desk-head">
				<Link
					href={`/desk/quality?${searchOf({ round, district })}`}
					className="icon-button"
					aria-label={t('quality.backToList')}
				>
					<Icon name="back" />
				</Link>
				<h1>{t('quality.flaggedInterviews')}</h1>
			</header>
			<div className="filters">
				<QualityScopeFields path={path} />
				<label>
					{t('quality.kind')}
					<select value={kind} onChange={(event) => show({ kind: event.target.value })}>
						<option value="">{t('quality.allFlags')}</option>
						{kinds.map((each) => (
							<option key={each} value={each}>
								{t.orElse(`quality.kinds.${each}`, each)}
							</option>
						))}
					</select>
				</label>
				<label>
					{t('quality.status')}
					<select value={state} onChange={(event) => show({ state: event.target.value })}>
						{flagStates.map((each) => (
							<option key={each} value={each}>
								{t(`quality.states.${each}`)}
							</option>
						))}
					</select>
				</label>
			</div>
			<ProblemNote problem={problem} />
			{found && (
				<>
					<ChecksInProgress found={found} onReload={reload} />
					{found.flagged.length > 0 && (
						<div className="actions">
							<button type="button" className="plain small" onClick={() => save(found)}>
								{t('coverage.exportCsv')}
							</button>
						</div>
					)}
					<p>{t('quality.flagCount', { count: found.total })}</p>
					<ul className="flag-list">
						{found.flagged.map(({ flag, name, person }) => (
							<li key={`${flag.subject} ${flag.kind}`} className="panel stack tight">
								<h2>
									<Link href={`/desk/records/${flag.subject}`}>
										<bdi>{name || t('home.untitledRecord')}</bdi>
									</Link>
								</h2>
								<p className="hint">
									<Link
										href={`/desk/quality/enumerators/${person.id}?${searchOf({ round, district: flag.district })}`}
									>
										<bdi>{person.name}</bdi>
									</Link>
								</p>
								<ul className="flags">
									<FlagRow round={round} flag={flag} onDecided={reload} />
								</ul>
							</li>
						))}
					</ul>
				</>
			)}
		</div>
	)
}
