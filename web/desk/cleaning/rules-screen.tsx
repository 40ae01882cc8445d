import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { ruleApi } from '#shared/api/rules'
import { maxBehind, type RuleListItem, type RuleListResponse } from '#shared/cleaning/rules'
import type { Problem } from '#shared/kernel/problem'
import { inOrderOf, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { FilterMenu } from '../kit/filter-menu.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { useFilter } from '../kit/use-filter.ts'
import { useReloadRoutes, useRoute } from '../kit/use-server-data.ts'
import type { CleaningScope } from './bulk-edit-section.tsx'
import { RuleForm } from './rule-form.tsx'
import { RuleList } from './rule-list.tsx'
import { RuleViolations } from './rule-violations.tsx'
import { useCleaningScope } from './use-cleaning-scope.tsx'

const againMs = 3000

/** Rules of the data managers, and the violations to work through. */
export function RulesScreen() {
	const { t, language } = useTranslations()
	const { place, reading, isKnown, menus } = useCleaningScope()
	const key = JSON.stringify(place)
	const { found: shown, problem, again } = useRules(place)
	const all = inOrderOf(language, shown?.rules ?? [], ({ name }) => name)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('rules.title')}</h1>
				<button type="button" className="plain small" onClick={again}>
					{t('desk.refresh')}
				</button>
			</header>
			<p className="hint">{t('rules.help')}</p>
			{menus}
			<ProblemNote problem={problem} />
			{isKnown && (
				<details key={place.form} className="panel">
					<summary>{t('rules.create')}</summary>
					<div className="stack tight">
						<RuleForm place={place} reading={reading} before={null} onSaved={again} />
					</div>
				</details>
			)}
			{shown && isKnown && (
				<div key={key} className="stack">
					<RuleCounts found={shown} />
					{shown.rules.length > 0 && (
						<>
							<details className="panel">
								<summary>{t('rules.ruleCount', { count: shown.rules.length })}</summary>
								<RuleList place={place} reading={reading} rules={all} onSaved={again} />
							</details>
							<ViolationsSection
								place={place}
								rules={all.filter(({ isOn }) => isOn)}
								reading={reading}
								onDone={again}
							/>
						</>
					)}
				</div>
			)}
		</div>
	)
}

/** The rules of a scope, and `again`, which reloads them and then the list of violations. */
function useRules(place: CleaningScope) {
	const { found, problem, reload } = useRoute(ruleApi.list, place.form === '' ? null : { query: place })
	const reloadViolations = useReloadRoutes(ruleApi.violations)
	const again = useReloadRoutes(ruleApi.list, ruleApi.violations)
	const latest = useRef(reloadViolations)
	latest.current = reloadViolations
	// While records are being checked, only the counts change: the list is reloaded after the last one.
	const isChecking = found !== null && found.uncheckedRecords > 0
	const wasChecking = useRef(false)
	useEffect(() => {
		if (wasChecking.current && found && !isChecking) void latest.current()
		wasChecking.current = isChecking
	}, [found, isChecking])
	useAgainWhileBehind(found, problem, reload)
	return { found, problem, again: () => void again() }
}

interface RuleCountsProps {
	readonly found: RuleListResponse
}

/** Number of open violations, of records that are not checked yet, and records whose check failed. */
function RuleCounts({ found: { rules, uncheckedRecords, failed } }: RuleCountsProps) {
	const { t, language } = useTranslations()
	const open = rules.filter(({ isOn }) => isOn).reduce((sum, each) => sum + each.open, 0)
	return (
		<>
			<p className="headline" role="status">
				{rules.length === 0
					? t('rules.empty')
					: t('rules.openCount', { count: open, places: numberIn(language, open) })}
			</p>
			{uncheckedRecords > 0 && (
				<p className="note quiet">
					{t(uncheckedRecords >= maxBehind ? 'rules.checkingCountAbove' : 'rules.checkingCount', {
						count: uncheckedRecords,
						records: numberIn(language, uncheckedRecords),
					})}
				</p>
			)}
			{failed.length > 0 && (
				<div className="note wait">
					<p>{t('rules.checkFailed')}</p>
					<ul>
						{failed.map(({ id, name }) => (
							<li key={id}>
								<Link href={`/desk/records/${encodeURIComponent(id)}`}>
									<bdi>{name || id}</bdi>
								</Link>
							</li>
						))}
					</ul>
				</div>
			)}
		</>
	)
}

interface ViolationsSectionProps {
	readonly place: CleaningScope
	/** The active rules. */
	readonly rules: readonly RuleListItem[]
	readonly reading: FormReading
	readonly onDone: () => void
}

/** Violations of one or all rules, open or accepted. */
function ViolationsSection({ place, rules, reading, onDone }: ViolationsSectionProps) {
	const { t, language } = useTranslations()
	const [filter, change] = useFilter(['form', 'round', 'district', 'rule', 'right'])
	return (
		<section className="stack tight" aria-labelledby="violations">
			<h2 id="violations">{t('rules.violations')}</h2>
			<div className="filters">
				<FilterMenu
					label={t('rules.rule')}
					value={filter.rule}
					options={rules.map((each) => [
						each.id,
						`${each.name} (${numberIn(language, filter.right ? each.right : each.open)})`,
					])}
					onChoose={(rule) => change({ rule })}
				/>
				<FilterMenu
					label={t('rules.filter')}
					all={t('rules.filterOpen')}
					value={filter.right}
					options={[['1', t('rules.filterAccepted')]]}
					onChoose={(right) => change({ right })}
				/>
			</div>
			<RuleViolations
				key={`${filter.rule} ${filter.right}`}
				query={{ ...place, ...(filter.rule ? { rule: filter.rule } : {}) }}
				isRight={filter.right === '1'}
				rules={rules}
				reading={reading}
				onDone={onDone}
			/>
		</section>
	)
}

/** Reloads the counts while records are left to check. */
function useAgainWhileBehind(found: RuleListResponse | null, problem: Problem | null, reload: () => void) {
	// biome-ignore lint/correctness/useExhaustiveDependencies: each answer is another one, and each failure too
	useEffect(() => {
		if (!found || found.uncheckedRecords === 0) return
		const later = setTimeout(reload, againMs)
		return () => clearTimeout(later)
	}, [found, problem, reload])
}
