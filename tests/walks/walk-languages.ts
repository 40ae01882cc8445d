import type { FormLanguage } from './people.ts'

/**
 * The languages in which a whole job is walked: one in `npm test`, both in `npm run test:long` (`ZILA_ALL_WALKS`). A job has the same rules in each;
 * what differs is how screens are written and drawn, and every screen is looked at in both by `accessible` and `large-text`,
 * and rendered in both by component tests.
 */
export const walkLanguages = (usual: FormLanguage): readonly FormLanguage[] =>
	process.env.ZILA_ALL_WALKS ? ['en', 'ur'] : [usual]
