import { nation, type StudyDescription } from '#shared/export/study-description'
import { escaped } from './codebook-files.ts'

/** The newest weights of a round, for a codebook. */
export interface WeightsInBook {
	readonly set: number
	/** ISO */
	readonly at: string
	/** Interviews of the whole project, and those with a weight. Null for users with some districts. */
	readonly counts: { readonly interviews: number; readonly weighted: number } | null
}

export interface AboutStudy {
	/** Title in each language of the form; the form's first language comes first. */
	readonly titles: readonly (readonly [tag: string, title: string])[]
	readonly form: string
	readonly round: string
	/** Versions of the form that the records in the files were written with. */
	readonly versions: readonly number[]
	readonly records: number
	/** Days on which the first and the last record were started. Null without records. */
	readonly period: { readonly first: string; readonly last: string } | null
	readonly study: StudyDescription
	readonly weights: WeightsInBook | null
	/** Formats a language attribute. */
	readonly langOf: (tag: string, name: string) => string
}

/** Writes the study description, in the order of the schema of DDI Codebook 2.5. */
export function ddiStudy(about: AboutStudy): string {
	const { study, titles, langOf } = about
	const [[, title] = ['', about.form], ...others] = titles
	const en = langOf('en', 'xml:lang')
	const dates = (name: string) =>
		about.period === null
			? ''
			: `<${name} date="${about.period.first}" event="start">${about.period.first}</${name}><${name} date="${about.period.last}" event="end">${about.period.last}</${name}>`
	return [
		'<stdyDscr><citation><titlStmt>',
		`<titl>${escaped(title)}</titl>`,
		...others.map(([tag, other]) => `<parTitl${langOf(tag, 'xml:lang')}>${escaped(other)}</parTitl>`),
		`<IDNo>${escaped(`${about.form} ${about.round}`)}</IDNo></titlStmt>`,
		'<prodStmt><software>Zila</software></prodStmt>',
		`<verStmt><version>${escaped(`Versions of the form: ${about.versions.join(', ')}`)}</version></verStmt></citation>`,
		'<stdyInfo>',
		study.keywords.length === 0
			? ''
			: `<subject>${study.keywords.map((each) => `<keyword${en}>${escaped(each)}</keyword>`).join('')}</subject>`,
		`<abstract${en}>${escaped(study.abstract)}</abstract>`,
		`<sumDscr>${dates('timePrd')}${dates('collDate')}`,
		`<nation abbr="${nation.code}">${nation.name}</nation>`,
		`<anlyUnit${en}>${escaped(study.unit)}</anlyUnit>`,
		`<universe${en}>${escaped(study.universe)}</universe>`,
		`<dataKind${en}>${escaped(study.dataKind)}</dataKind></sumDscr></stdyInfo>`,
		'<method><dataColl>',
		`<timeMeth${en}>${escaped(`Round ${about.round} of repeated cross-sections`)}</timeMeth>`,
		`<sampProc${en}>${escaped(study.sampling)}</sampProc>`,
		`<collMode${en}>${escaped(study.mode)}</collMode>`,
		`<weight${en}>${escaped(weighting(about))}</weight>`,
		'</dataColl></method></stdyDscr>',
	].join('')
}

function weighting({ study, weights }: AboutStudy): string {
	if (!study.isWeighted) return 'Not weighted.'
	if (weights === null)
		return 'No weights have been worked out for this round yet: estimates from its files alone are unweighted.'
	const { set, at, counts } = weights
	const covered = counts ? `, for ${counts.weighted} of ${counts.interviews} completed interviews` : ''
	return [
		`Weight set ${set}, worked out ${at.slice(0, 10)}${covered}.`,
		'A weight is the inverse of the chances with which the cluster, the household and the adult were drawn, adjusted for households without an interview, post-stratified by district and sex to the census, and trimmed.',
		'Two versions: by average_of_the_districts every district counts the same, by people_of_the_districts by its people of 18 years and above.',
		'They are in weights.csv of a release, to be joined by record_id, with stratum and cluster for the variance.',
	].join(' ')
}
