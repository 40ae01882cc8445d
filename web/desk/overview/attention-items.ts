import { lastWorkDay } from '#shared/coverage/district-status'
import type { Overview } from '#shared/coverage/overview'
import type { QualityAlertsResponse } from '#shared/quality/quality-api'
import { daysBetween } from '#shared/study/study-day'
import { searchOf } from '../../api/search-of.ts'
import { numberIn } from '../../ui/formats.ts'
import type { Translate } from '../../ui/i18n.ts'
import type { DeskIconName } from '../kit/desk-icon.tsx'
import { personAddress } from '../kit/person-link.tsx'
import { decideAddress, queueAddress } from '../shell/navigation.ts'
import type { OverviewRow } from './district-rows.ts'
import type { QueueCounts } from './key-figures.tsx'

/** One thing that needs a decision, with the link to where it is decided. */
interface AttentionItem {
	readonly key: string
	readonly icon: DeskIconName
	readonly tone: 'stop' | 'wait' | 'hint'
	readonly text: string
	readonly hint: string
	readonly action: string
	readonly href: string
}

export interface AttentionFacts {
	readonly rows: readonly OverviewRow[]
	readonly alerts: QualityAlertsResponse | null
	readonly queue: QueueCounts | null
	readonly facts: Overview | null
	/** Day of the study, ISO. */
	readonly today: string
	readonly round: string
}

interface Reader {
	readonly t: Translate
	readonly language: string
}

/** Districts that are behind and listed at most. */
const mostBehind = 5

/** Lists what needs a decision, the most urgent first. */
export function attentionItems(given: AttentionFacts, reader: Reader): readonly AttentionItem[] {
	const counts = [
		...silentItems(given, reader),
		...clusterItems(given, reader),
		...conflictItems(given, reader),
		...returnedItems(given, reader),
		...queueItems(given, reader),
	]
	return [
		...stalledItems(given, reader),
		...counts.filter(({ tone }) => tone === 'stop'),
		...visitItems(given, reader),
		...counts.filter(({ tone }) => tone !== 'stop'),
		...behindItems(given, reader),
	]
}

const districtAddress = (row: OverviewRow, round: string): string =>
	`/desk/coverage/${row.code}?${searchOf({ round })}`

const doneOf = (row: OverviewRow, { t, language }: Reader): string =>
	t('overview.attention.doneOf', {
		done: numberIn(language, row.figures.interviews),
		target: numberIn(language, row.figures.targetInterviews),
	})

const stalledItems = ({ rows, today, round }: AttentionFacts, reader: Reader): AttentionItem[] =>
	rows
		.filter(({ status }) => status === 'stalled')
		.map((row) => {
			const last = lastWorkDay(row.figures.days) ?? today
			const count = daysBetween(last, today)
			const total = numberIn(reader.language, count)
			return {
				key: `stalled ${row.code}`,
				icon: 'alert',
				tone: 'stop',
				text: reader.t('overview.attention.stalled', { district: row.name, count, total }),
				hint: doneOf(row, reader),
				action: reader.t('overview.attention.open'),
				href: districtAddress(row, round),
			}
		})

function visitItems({ rows, alerts, round }: AttentionFacts, { t }: Reader): AttentionItem[] {
	const names = new Map(rows.map(({ code, name }) => [code, name]))
	return (alerts?.alerts ?? [])
		.filter(({ isVisited }) => isVisited)
		.map(({ person, district, flags }) => ({
			key: `visit ${person.id} ${district}`,
			icon: 'flag',
			tone: 'wait',
			text: t('overview.attention.visit', { name: person.name, count: flags.length }),
			hint: names.get(district) ?? district,
			action: t('overview.attention.open'),
			href: personAddress(person.id, { round, district }),
		}))
}

function silentItems({ facts }: AttentionFacts, { t, language }: Reader): AttentionItem[] {
	const count = facts?.devices?.silent ?? 0
	if (count === 0) return []
	return [
		{
			key: 'silent',
			icon: 'device',
			tone: 'stop',
			text: t('overview.attention.silent', { count, total: numberIn(language, count) }),
			hint: t('overview.noContact'),
			action: t('overview.attention.open'),
			href: '/desk/devices',
		},
	]
}

function clusterItems({ rows, facts, round }: AttentionFacts, { t }: Reader): AttentionItem[] {
	const names = new Map(rows.map(({ code, name }) => [code, name]))
	return (facts?.unreplacedClusters ?? []).map(({ cluster, district, replacement }) => ({
		key: `cluster ${cluster}`,
		icon: 'noEntry',
		tone: 'stop',
		text: t('overview.attention.inaccessible', { cluster, district: names.get(district) ?? district }),
		hint:
			replacement === null
				? t('overview.attention.noReplacement')
				: t('overview.attention.replacementUnassigned', { cluster: replacement }),
		action: replacement === null ? t('overview.attention.open') : t('overview.attention.assign'),
		href: `/desk/sample?${searchOf({ round, district })}`,
	}))
}

function conflictItems({ queue }: AttentionFacts, { t, language }: Reader): AttentionItem[] {
	const count = queue?.conflicts?.total ?? 0
	if (count === 0) return []
	return [
		{
			key: 'conflicts',
			icon: 'conflict',
			tone: 'hint',
			text: t('overview.attention.conflicts', { count, total: numberIn(language, count) }),
			hint: t('overview.attention.conflictsHint'),
			action: t('overview.attention.resolve'),
			href: decideAddress,
		},
	]
}

function returnedItems({ rows, round }: AttentionFacts, { t, language }: Reader): AttentionItem[] {
	const count = rows.reduce((sum, { figures }) => sum + figures.household.returned, 0)
	if (count === 0) return []
	return [
		{
			key: 'returned',
			icon: 'returned',
			tone: 'wait',
			text: t('overview.attention.returned', { count, total: numberIn(language, count) }),
			hint: t('overview.attention.returnedHint'),
			action: t('overview.attention.open'),
			href: `/desk/records?${searchOf({ round, status: 'returned' })}`,
		},
	]
}

function queueItems({ queue }: AttentionFacts, { t, language }: Reader): AttentionItem[] {
	const count = queue?.review.total ?? 0
	if (count === 0) return []
	return [
		{
			key: 'queue',
			icon: 'queue',
			tone: 'hint',
			text: t('overview.attention.queue', { count, total: numberIn(language, count) }),
			hint: t('overview.attention.queueHint'),
			action: t('overview.attention.review'),
			href: queueAddress,
		},
	]
}

const behindItems = ({ rows, round }: AttentionFacts, reader: Reader): AttentionItem[] =>
	rows
		.filter(({ status }) => status === 'behind' || status === 'not-started')
		.slice(0, mostBehind)
		.map((row) => {
			const count = -(row.difference ?? 0)
			return {
				key: `behind ${row.code}`,
				icon: row.status === 'behind' ? 'behind' : 'notStarted',
				tone: 'hint',
				text:
					row.status === 'behind'
						? reader.t('overview.attention.behind', {
								district: row.name,
								count,
								total: numberIn(reader.language, count),
							})
						: reader.t('overview.attention.notStarted', { district: row.name }),
				hint: doneOf(row, reader),
				action: reader.t('overview.attention.open'),
				href: districtAddress(row, round),
			}
		})
