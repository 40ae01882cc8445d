import type { FormLanguage } from './people.ts'

/**
 * Returns the languages in which a whole job is walked: one in `npm test`, both in `npm run test:long`
 * (`ZILA_ALL_WALKS`). The rules of a job do not depend on the language; the texts and their layout are
 * checked in both for every screen by `accessible`, `large-text` and the component tests.
 */
export const walkLanguages = (usual: FormLanguage): readonly FormLanguage[] =>
	process.env.ZILA_ALL_WALKS ? ['en', 'ur'] : [usual]
