import { departments, isDepartment } from '#shared/helpline/referrals'
import type { useTranslations } from '../../ui/i18n.ts'

type Texts = ReturnType<typeof useTranslations>

/** Returns the name of a department; its code if a later form added it. */
export const departmentText = ({ t }: Pick<Texts, 't'>, code: string): string =>
	isDepartment(code) ? t(`referrals.department.${code}`) : code

/** Sorts departments in the order of the form. */
export const inOrderOfDepartments = (codes: Iterable<string>): string[] => {
	const placeOf = (code: string) => (isDepartment(code) ? departments.indexOf(code) : departments.length)
	return [...codes].sort((a, b) => placeOf(a) - placeOf(b))
}
