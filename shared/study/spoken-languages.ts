import type { FormLanguage } from '#shared/forms/form-definition'

/**
 * Languages that people of the study's districts speak, most of them without reading them: texts are read
 * aloud in them.
 */
export const spokenLanguages: readonly FormLanguage[] = [
	{ tag: 'pnb', name: 'پنجابی' },
	{ tag: 'ps', name: 'پښتو' },
	{ tag: 'sd', name: 'سنڌي' },
	{ tag: 'bal', name: 'بلوچی' },
	{ tag: 'skr', name: 'سرائیکی' },
	{ tag: 'brh', name: 'براہوئی' },
	{ tag: 'hno', name: 'ہندکو' },
	{ tag: 'phr', name: 'پہاڑی' },
	{ tag: 'scl', name: 'شینا' },
	{ tag: 'bsk', name: 'بروشسکی' },
	{ tag: 'wbl', name: 'وخی' },
	{ tag: 'khw', name: 'کھوار' },
	{ tag: 'bft', name: 'بلتی' },
	{ tag: 'gju', name: 'گوجری' },
	{ tag: 'ks', name: 'کٲشُر' },
	{ tag: 'prs', name: 'دری' },
]

/** Returns the name of a language in that language, also of one that only a form has. */
export const getLanguageName = (tag: string, written: readonly FormLanguage[]): string =>
	[...written, ...spokenLanguages].find((each) => each.tag === tag)?.name ?? tag
