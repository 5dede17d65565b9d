/** What we change of the kit's looks: sizes for fingers, our radii, and hover colours that keep their contrast. */
export const kitTheme = {
  theme: { colors: ['primary', 'success', 'info', 'warning', 'error'] },
  ui: {
    button: {
      slots: { base: 'justify-center font-semibold rounded-md', label: 'truncate' },
      variants: {
        size: {
          xs: { base: 'min-h-6 min-w-6' },
          sm: { base: 'min-h-8 min-w-8 text-[13px]' },
          md: { base: 'min-h-(--bm-height) min-w-(--bm-height) px-3' },
          lg: { base: 'min-h-(--bm-height) min-w-(--bm-height) px-4' },
          xl: { base: 'min-h-12 px-5' },
        },
      },
      compoundVariants: [
        {
          color: 'primary',
          variant: 'solid',
          class: 'hover:bg-(--bm-accent-hover) active:bg-(--bm-accent-hover)',
        },
        { color: 'error', variant: 'solid', class: 'hover:bg-(--bm-bad-hover) active:bg-(--bm-bad-hover)' },
        { color: 'neutral', variant: 'outline', class: 'ring-(--bm-line-strong) hover:bg-hover' },
        { color: 'neutral', variant: 'ghost', class: 'hover:bg-hover' },
      ],
    },
    input: {
      slots: { root: 'w-full', base: 'min-h-(--bm-height) text-sm/5' },
      defaultVariants: { size: 'lg' },
    },
    textarea: { slots: { root: 'w-full', base: 'text-sm/5' }, defaultVariants: { size: 'lg' } },
    formField: {
      slots: {
        labelWrapper: 'justify-start',
        label: 'font-semibold',
        error: 'mt-1.5 text-[13px]',
        help: 'mt-1.5 text-[13px]',
        description: 'text-[13px]',
      },
    },
    switch: { slots: { base: 'data-[state=unchecked]:bg-(--bm-control)' } },
    badge: {
      slots: { base: 'rounded-full whitespace-nowrap' },
      variants: { size: { md: { base: 'rounded-full px-2.5' } } },
    },
  },
} as const;
