import { personSettings, savePersonSettings } from '../../storage/enrolment/person-settings.ts'

/** True if this person has finished a practice interview on this phone. */
export const hasPractised = async (device: string): Promise<boolean> =>
	(await personSettings(device)).hasPractised === true

export const savePractised = (device: string): Promise<unknown> =>
	savePersonSettings(device, { hasPractised: true })
