import type { ReactNode } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import type { Workload } from './assignment-rows.ts'

/** Households of an enumerator: the assigned ones are the sum of the others. */
const columns = [
	['assigned', 'sample.assignedHouseholds'],
	['done', 'sample.completed'],
	['ended', 'sample.endedHouseholds'],
	['left', 'sample.leftHouseholds'],
] as const
type Count = (typeof columns)[number][0]

/** Heads of the columns of `WorkloadCells`. */
export function WorkloadHeads() {
	const { t } = useTranslations()
	return columns.map(([count, name]) => (
		<th key={count} scope="col" className="number">
			{t(name)}
		</th>
	))
}

interface WorkloadCellsProps {
	/** Undefined without work, or while it loads. */
	readonly workload: Workload | undefined
	readonly format: (count: number | undefined) => ReactNode
}

/** Numbers of households of an enumerator: assigned, completed, ended without an interview, and remaining. */
export function WorkloadCells({ workload, format }: WorkloadCellsProps) {
	const { t } = useTranslations()
	return columns.map(([count, name]: readonly [Count, (typeof columns)[number][1]]) => (
		<td key={count} className="number" data-label={t(name)}>
			{format(workload?.[count])}
		</td>
	))
}
