import { Link } from 'wouter'
import { useTexts } from '../ui/i18n.ts'
import { figuresAddress, useFiguresChoices } from './figures-choices.ts'

/** From a page of figures to the figures, as they were left. */
export function BackToFigures({ className }: { readonly className?: string }) {
	const { t } = useTexts()
	const [chosen] = useFiguresChoices()
	return (
		<Link href={figuresAddress('', chosen)} className={className}>
			{t('desk.place.figures')}
		</Link>
	)
}
