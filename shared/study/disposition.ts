/**
 * Final disposition of a household, in the groups of codes for in-person household surveys: AAPOR, Standard
 * Definitions (10th edition, 2023).
 *
 * complete, partial: 1.0 · refusal: 2.10 refusal and break-off · noncontact: 2.20, also a respondent who was
 * away at the last visit · other: 2.30 reached and not able to answer, or never alone · unknown: 3.10 unknown
 * whether anybody eligible lives there · ineligible: 4.0 no dwelling, an empty one, or nobody eligible in it
 */
export const dispositions = [
	'complete',
	'partial',
	'refusal',
	'noncontact',
	'other',
	'unknown',
	'ineligible',
] as const
export type Disposition = (typeof dispositions)[number]
export const isDisposition = (value: unknown): value is Disposition =>
	(dispositions as readonly unknown[]).includes(value)

/** Answers of the household survey on the last visit. */
interface HouseholdOutcome {
	readonly result?: string
	readonly contact?: string
	readonly sel_avail?: string
	readonly consent?: string
}

const notDone: Readonly<Record<string, Disposition>> = {
	nobody: 'noncontact',
	vacant: 'ineligible',
	notdwelling: 'ineligible',
	notfound: 'unknown',
	unsafe: 'unknown',
}

/**
 * Returns the disposition. Null while there is no final result, and if the household is returned to the
 * office.
 */
export function dispositionOf({
	result,
	contact = '',
	sel_avail,
	consent,
}: HouseholdOutcome): Disposition | null {
	switch (result) {
		case 'complete':
		case 'partial':
			return consent === 'yes' ? result : 'other'
		case 'refused':
			return 'refusal'
		case 'stopped_safety':
			return contact === 'unsafe' ? 'unknown' : 'refusal'
		case 'absent':
			// the respondent was there, but others could listen: that is no noncontact
			return contact === 'nobody' || sel_avail === 'away' || sel_avail === 'later' ? 'noncontact' : 'other'
		case 'ineligible':
			return 'ineligible'
		case 'notdone':
			return notDone[contact] ?? 'other'
		default:
			return null
	}
}
