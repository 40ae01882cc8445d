import { isExpectedWord } from '#shared/forms/import-problems'
import type { useTranslations } from '../ui/i18n.ts'

/** What is said of an expression that cannot be read, with what was expected there in the app's language. */
export const expectedText = <Details extends Readonly<Record<string, unknown>>>(
	t: ReturnType<typeof useTranslations>['t'],
	details: Details,
): Details =>
	typeof details.expected === 'string' && isExpectedWord(details.expected)
		? { ...details, expected: t(`formProblem.expected.${details.expected}`) }
		: details
