import { isExpectedWord } from '#shared/xlsform/import-problems'
import type { useTranslations } from '../../ui/i18n.ts'

/** Details of an expression that cannot be parsed, with the expected token in the app's language. */
export const expectedText = <Details extends Readonly<Record<string, unknown>>>(
	t: ReturnType<typeof useTranslations>['t'],
	details: Details,
): Details =>
	typeof details.expected === 'string' && isExpectedWord(details.expected)
		? { ...details, expected: t(`formProblem.expected.${details.expected}`) }
		: details
