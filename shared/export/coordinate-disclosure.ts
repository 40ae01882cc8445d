import { isLocation } from '#shared/forms/form-nodes'
import { type FormVersion, partsAcrossVersions } from './parts-across-versions.ts'

/**
 * `included`: files have locations · `excluded`: all locations are personal, or stay on the phone · `none`: the
 * form asks for none.
 */
export const coordinateDisclosures = ['included', 'excluded', 'none'] as const
export type CoordinateDisclosure = (typeof coordinateDisclosures)[number]

/** Returns whether files of a form have locations, over all its versions. */
export function classifyCoordinates(versions: readonly FormVersion[]): CoordinateDisclosure {
	const found = partsAcrossVersions(versions)
		.questions.filter(({ question }) => isLocation({ part: question }))
		.map(({ leftOut }) => leftOut)
	if (found.includes(null)) return 'included'
	return found.includes('personal') || found.includes('on-phone-only') ? 'excluded' : 'none'
}
