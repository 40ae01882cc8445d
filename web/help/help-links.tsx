import { Link } from 'wouter'
import { useWorking } from '../ui/at-work-context.ts'
import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { Reports } from './reports.tsx'

/** In a form, where the corner has no room for it: the help, and what can be told to the office. */
export function HelpLinks({ isReport }: { isReport: boolean }) {
	const { t } = useTexts()
	const { keepScreen } = useWorking()
	return (
		<>
			{!isReport && <Reports />}
			<Link className="card" href="/help" onClick={keepScreen}>
				<span>
					{t('help.title')}
					<span className="hint">{t('help.linkHint')}</span>
				</span>
				<Icon name="forward" />
			</Link>
		</>
	)
}
