import type { WeightVersion } from '../statistics/weights.ts'

interface WeightColumn {
	readonly header: string
	readonly meaning: string
	/** The version of weights in this column. */
	readonly weights?: WeightVersion
}

/** Columns of the file of a weight set, in their order. */
export const weightColumns: readonly WeightColumn[] = [
	{ header: 'record_id', meaning: 'Id of the record, the same in every file and every export' },
	{ header: 'stratum', meaning: 'Stratum: the district' },
	{ header: 'cluster', meaning: 'Primary sampling unit: code of the cluster' },
	{
		header: 'average_of_the_districts',
		meaning: 'Weight by which every district counts the same',
		weights: 'average-of-the-districts',
	},
	{
		header: 'people_of_the_districts',
		meaning: 'Weight by which a district counts by its people of 18 years and above',
		weights: 'people-of-the-districts',
	},
	{ header: 'unweighted', meaning: '1 for each interview that has weights: for estimates without them' },
]
