import { isLocation } from '#shared/forms/form-nodes'
import { type FormVersion, knownParts } from './known-parts.ts'

/** `lastInventory`: files have places · `kept-back`: all that is asked for points at a person, or stays on the phone · `none`: nothing is asked for. */
export const coordinateDisclosures = ['told', 'kept-back', 'none'] as const
export type CoordinateDisclosure = (typeof coordinateDisclosures)[number]

/** Whether files of a form have places: as all its versions ask for them, and as any keeps them back. */
export function classifyCoordinates(versions: readonly FormVersion[]): CoordinateDisclosure {
	const found = knownParts(versions)
		.questions.filter(({ question }) => isLocation({ part: question }))
		.map(({ leftOut }) => leftOut)
	if (found.includes(null)) return 'told'
	return found.includes('personal') || found.includes('on-phone-only') ? 'kept-back' : 'none'
}
