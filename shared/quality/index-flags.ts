import { answerMix } from './answer-shares.ts'
import type { Tightness } from './enumerator-measures.ts'
import { enumeratorFlag, type FlagKind, type QualityFlag } from './flags.ts'
import { type DistrictMeasures, deviationsIn, type RoundNorms, roundNorms } from './quality-index.ts'
import type { RoundThresholds } from './round-thresholds.ts'

/** Measures of a district that its enumerators are compared by, with each other and with the round. */
export interface ComparedDistrict {
	readonly measures: DistrictMeasures
	readonly tight: readonly Tightness[]
}

/** Round-wide norms that are needed before a district is judged. */
export interface RoundComparison {
	readonly norms: RoundNorms
	/** Highest z-score of the answers by enumerator and district. */
	readonly mix: ReadonlyMap<string, number>
}
const mixKey = (district: string, person: string): string => `${district} ${person}`

export function* compareDistricts(
	districts: ReadonlyMap<string, ComparedDistrict>,
): Generator<undefined, RoundComparison> {
	const teams = [...districts].map(([district, { measures }]) => ({ district, answers: measures.answers }))
	const found = yield* answerMix(teams.map(({ answers }) => answers))
	return {
		norms: yield* roundNorms([...districts.values()].map(({ measures }) => measures)),
		mix: new Map(
			teams.flatMap(({ district, answers }) =>
				answers.map((each) => [mixKey(district, each.person), found.get(each) ?? 0] as const),
			),
		),
	}
}

/** Maximum strength of a flag; points stop growing long before. */
const maxStrength = 100
/**
 * Maximum strength in a team of two: their difference does not show which of them is unusual, so it is no
 * reason for a visit.
 */
const strengthInPair = 0.5
const strengthOf = (found: number, limit: number): number =>
	limit > 0 ? Math.min(maxStrength, (found / limit) ** 2) : maxStrength

/** Largest z-score shown: more deviations carry no more information. */
const maxDeviations = 50
const leastClusters = 5

/**
 * Returns the flags of the quality index: each enumerator compared with the others in the same clusters, in
 * many measures at once (Bergmann & Schuth; Schwanhäuser, Sakshaug & Kosyakova 2022, "How to catch a
 * falsifier"). Strength grows with the square of the deviation, as the evidence of a normal error does.
 */
export function indexFlags(
	district: string,
	{ measures, tight }: ComparedDistrict,
	{ norms, mix }: RoundComparison,
	limits: RoundThresholds,
): QualityFlag[] {
	const isPair = measures.answers.length <= 2
	const deviating = (
		kind: FlagKind,
		person: string,
		z: number,
		limit: number,
		many: number,
	): QualityFlag[] =>
		z <= limit || many < limits.q00LeastInterviews
			? []
			: [
					enumeratorFlag(
						kind,
						{ person, district },
						{
							found: Math.round(Math.min(maxDeviations, z) * 10) / 10,
							limit,
							many,
							strength: Math.min(isPair ? strengthInPair : maxStrength, strengthOf(z, limit)),
						},
					),
				]
	const byMeasure = [...deviationsIn(measures, norms)].flatMap(([person, deviations]) =>
		deviations.flatMap(({ measure, z, many }) => deviating(measure, person, z, limits.q11Deviations, many)),
	)
	const byAnswers = measures.answers.flatMap(({ person, n }) =>
		deviating('answer-mix', person, mix.get(mixKey(district, person)) ?? 0, limits.q11AnswerDeviations, n),
	)
	const byPlaces = tight.flatMap(({ person, share, clusters }): QualityFlag[] => {
		const part = clusters < leastClusters ? 0 : share
		const limit = limits.q07MostTight
		return part > limit
			? [
					enumeratorFlag(
						'tight-clusters',
						{ person, district },
						{
							found: Math.round(part * 100) / 100,
							limit,
							many: clusters,
							strength: strengthOf(part, limit),
						},
					),
				]
			: []
	})
	return [...byMeasure, ...byAnswers, ...byPlaces]
}
