import { seededRandom } from '#shared/kernel/seeded-random'

/** A call in an older register. */
export interface RegisterLine {
	readonly id: string
	/** Time with Pakistan's offset: `2023-05-14T10:07:00+05:00`. */
	readonly call_time: string
	readonly category: string
	readonly gender: string
	readonly operator: string
	readonly caller_district: string
}

/** Published numbers of December 2022 to January 2024, and nothing else: the rest is plausible. */
const published = {
	male: 26_566,
	female: 5_831,
	transgender: 5,
	cybercrime: 8_749,
	visa_fraud: 836,
	human_trafficking: 140,
	migrant_smuggling: 9,
} as const
const rest = { case_register: 9_802, case_status: 7_410, information: 4_120, other: 1_336 } as const
/** Calls by month: May, August, September and October have the most. */
const months: readonly (readonly [month: string, calls: number])[] = [
	...([
		['2022-12', 1_870],
		['2023-01', 2_010],
		['2023-02', 1_960],
		['2023-03', 2_180],
	] as const),
	...([
		['2023-04', 2_090],
		['2023-05', 2_905],
		['2023-06', 2_240],
		['2023-07', 2_330],
	] as const),
	...([
		['2023-08', 2_874],
		['2023-09', 2_811],
		['2023-10', 2_790],
		['2023-11', 2_212],
	] as const),
	...([
		['2023-12', 2_105],
		['2024-01', 2_025],
	] as const),
]

/** Generates a register of 32,402 calls that matches the published table; deterministic for a seed. */
export function helplineRegister(seed: number, districts: readonly string[]): RegisterLine[] {
	const random = seededRandom(seed)
	const many = (counts: Readonly<Record<string, number>>) =>
		shuffled(Object.entries(counts).flatMap(([code, count]) => new Array<string>(count).fill(code)))
	const shuffled = (codes: string[]): string[] => {
		for (let i = codes.length - 1; i > 0; i--) {
			const other = random.below(i + 1)
			;[codes[i], codes[other]] = [codes[other] ?? '', codes[i] ?? '']
		}
		return codes
	}
	const { male, female, transgender, ...matters } = published
	const genders = many({ male, female, transgender })
	const categories = many({ ...matters, ...rest })
	return months
		.flatMap(([month, calls]) => new Array<string>(calls).fill(month))
		.map((month, i) => {
			const two = (n: number) => String(n).padStart(2, '0')
			const day = two(1 + random.below(28))
			return {
				id: `R-${i + 1}`,
				call_time: `${month}-${day}T${two(8 + random.below(12))}:${two(random.below(60))}:00+05:00`,
				category: categories[i] ?? '',
				gender: genders[i] ?? '',
				operator: `op${1 + random.below(9)}`,
				caller_district: random.pick(districts),
			}
		})
}
