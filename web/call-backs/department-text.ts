import { departments, isDepartment } from '#shared/helpline/referrals'
import type { useTranslations } from '../ui/i18n.ts'

type Texts = ReturnType<typeof useTranslations>

/** One of a later form by its code. */
export const departmentText = ({ t }: Pick<Texts, 't'>, code: string): string =>
	isDepartment(code) ? t(`referrals.department.${code}`) : code

/** As the form has them. */
export const inOrderOfDepartments = (codes: Iterable<string>): string[] => {
	const placeOf = (code: string) => (isDepartment(code) ? departments.indexOf(code) : departments.length)
	return [...codes].sort((a, b) => placeOf(a) - placeOf(b))
}
