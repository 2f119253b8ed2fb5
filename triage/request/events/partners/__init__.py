"""What is done with others: advice, consent, guidance, authorities, statutory clocks?"""
